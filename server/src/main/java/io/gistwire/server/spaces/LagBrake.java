package io.gistwire.server.spaces;

import io.gistwire.server.ledger.LedgerLog;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Slows the ledger down when the index or the watches fall too far behind: commits wait a little,
 * so acks and credit come later and senders slow down by themselves. Called after every commit, on
 * the ledger's thread; reading captions does not count, it may be hours behind.
 */
public final class LagBrake implements LongConsumer {
  private static final long WAIT_MILLIS = 20;

  private final long maxLagPositions;
  private final LongSupplier reached;
  private volatile long brakedCount;

  private LagBrake(long maxLagPositions, LongSupplier reached) {
    this.maxLagPositions = maxLagPositions;
    this.reached = reached;
  }

  /**
   * Puts a brake on a log.
   *
   * @param maxLagPositions log positions that followers may be behind
   * @param reached position that the slowest follower has reached
   */
  public static LagBrake on(LedgerLog log, long maxLagPositions, LongSupplier reached) {
    LagBrake brake = new LagBrake(maxLagPositions, reached);
    log.subscribe(brake);
    return brake;
  }

  /** Commits that had to wait. */
  public long brakedCount() {
    return brakedCount;
  }

  @Override
  public void accept(long lastPosition) {
    if (lastPosition - reached.getAsLong() <= maxLagPositions) {
      return;
    }
    brakedCount++;
    try {
      Thread.sleep(WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
