package io.gistwire.server.index;

/**
 * What to look for.
 *
 * @param query D finite numbers of length 1
 * @param count most hits, 1 to 10,000
 * @param candidates for {@link NearestMode#CELLS}: codes to look at; 0: the index chooses
 */
public record NearestRequest(
    float[] query, GistFilter filter, int count, NearestMode mode, int candidates) {
  /** Most hits of one search. */
  public static final int MAX_COUNT = 10_000;
}
