package io.gistwire.server.index;

import java.util.List;
import java.util.Set;

/**
 * Which of a tenant's gists to look at; all conditions hold together. Times are milliseconds UTC,
 * from inclusive, to exclusive.
 *
 * @param sources parts after {@code sources/}; empty: all
 * @param allLabels label numbers of the pack that must all be there
 * @param anyLabels label numbers of which one must be there; empty: no condition
 * @param noLabels label numbers that must not be there
 * @param layers kinds of layer that must be held, bit {@code number - 1}
 * @param throughPosition only gists whose PUT is at most here
 */
public record GistFilter(
    Set<String> sources,
    long capturedFromMillis,
    long capturedToMillis,
    long receivedFromMillis,
    long receivedToMillis,
    List<Integer> allLabels,
    List<Integer> anyLabels,
    List<Integer> noLabels,
    int layers,
    long throughPosition) {

  /** Every gist. */
  public static final GistFilter ALL =
      new GistFilter(
          Set.of(),
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          List.of(),
          List.of(),
          List.of(),
          0,
          Long.MAX_VALUE);

  /** Takes copies. */
  public GistFilter {
    sources = Set.copyOf(sources);
    allLabels = List.copyOf(allLabels);
    anyLabels = List.copyOf(anyLabels);
    noLabels = List.copyOf(noLabels);
  }

  /** The same filter for gists that were there at a position of the log. */
  public GistFilter through(long position) {
    return new GistFilter(
        sources,
        capturedFromMillis,
        capturedToMillis,
        receivedFromMillis,
        receivedToMillis,
        allLabels,
        anyLabels,
        noLabels,
        layers,
        position);
  }

  /** Whether every gist passes, deleted ones aside. */
  public boolean takesAll() {
    return equals(ALL);
  }

  /** Whether a gist of these times passes. */
  public boolean takesTimes(long capturedMillis, long receivedMillis) {
    return within(capturedMillis, capturedFromMillis, capturedToMillis)
        && within(receivedMillis, receivedFromMillis, receivedToMillis);
  }

  private static boolean within(long millis, long from, long to) {
    return millis >= from && (millis < to || to == Long.MAX_VALUE);
  }

  /** Whether the labels of a gist decide. */
  public boolean needsLabels() {
    return !(allLabels.isEmpty() && anyLabels.isEmpty() && noLabels.isEmpty());
  }
}
