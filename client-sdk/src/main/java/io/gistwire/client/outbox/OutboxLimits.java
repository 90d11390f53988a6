package io.gistwire.client.outbox;

/**
 * Bounds of an outbox. Immutable.
 *
 * @param maxEntries most gists waiting, at least 1
 * @param maxBytes most serialised bytes waiting, at least 1
 * @param maxLaterBytes most bytes kept for later answers; the oldest give way
 * @param policy what happens at the bounds
 */
public record OutboxLimits(
    int maxEntries, long maxBytes, long maxLaterBytes, OverflowPolicy policy) {
  /** A million gists, 256 MiB waiting, 64 MiB for later answers, refusing more. */
  public static final OutboxLimits DEFAULT =
      new OutboxLimits(1_000_000, 256L << 20, 64L << 20, OverflowPolicy.REFUSE);

  /** Checks the ranges. */
  public OutboxLimits {
    if (maxEntries < 1 || maxBytes < 1 || maxLaterBytes < 0) {
      throw new IllegalArgumentException(
          "outbox limits are "
              + maxEntries
              + " gists, "
              + maxBytes
              + " bytes and "
              + maxLaterBytes
              + " bytes for later; at least 1, 1 and 0 are needed");
    }
  }

  /** These limits with another policy. */
  public OutboxLimits withPolicy(OverflowPolicy changed) {
    return new OutboxLimits(maxEntries, maxBytes, maxLaterBytes, changed);
  }
}
