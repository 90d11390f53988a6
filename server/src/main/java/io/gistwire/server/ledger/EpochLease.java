package io.gistwire.server.ledger;

/**
 * The right of one stream to write to an epoch, until a newer stream takes it over. Compared by
 * identity.
 */
public final class EpochLease {
  private final EpochKey epoch;
  private final long heldThrough;

  /** A lease of an engine; {@code heldThrough} as {@link #heldThrough()} tells it. */
  public EpochLease(EpochKey epoch, long heldThrough) {
    this.epoch = epoch;
    this.heldThrough = heldThrough;
  }

  /** The epoch that it is for. */
  public EpochKey epoch() {
    return epoch;
  }

  /** Every sequence from 1 through this one was on disk when the lease was taken. */
  public long heldThrough() {
    return heldThrough;
  }
}
