package io.gistwire.server.search;

/**
 * Bounds of what one call may do.
 *
 * @param awaitMillis longest that a search waits for the index to reach the ledger
 * @param awaitCaptionsMillis longest that a search for words waits for captions to be read
 * @param maxSampled most gists that Sample chooses from; of more, an even share
 * @param maxGrouped most gists that GroupNearDuplicates compares
 */
public record SearchLimits(
    long awaitMillis, long awaitCaptionsMillis, int maxSampled, int maxGrouped) {
  /** The defaults. */
  public static SearchLimits defaults() {
    return new SearchLimits(5_000, 1_000, 100_000, 20_000);
  }
}
