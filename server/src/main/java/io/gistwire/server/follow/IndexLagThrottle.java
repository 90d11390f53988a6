package io.gistwire.server.follow;

import io.gistwire.server.ledger.LedgerLog;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Slows the ledger down when the index or the watches fall too far behind: the acks of a commit
 * that lets the lag grow beyond its bound wait until they have caught up, so acks and credit come
 * later and senders slow down by themselves. Called after every commit, on the thread that acks;
 * reading captions does not count, it may be hours behind.
 *
 * <p>Invariant: when a commit is acked its lag is at most the bound, or what it was before where
 * that is more (after a start the index reads the whole log), unless followers stood still for
 * {@link #MOST_WAIT_MILLIS}; what credit let under way meanwhile comes on top. A follower that is
 * broken slows writes to one group in that time and does not stop them: what is stored can be
 * indexed later, what is not stored is lost.
 */
public final class IndexLagThrottle implements LongConsumer, AutoCloseable {
  static final long MOST_WAIT_MILLIS = 10_000;

  private static final Logger LOG = Logger.getLogger(IndexLagThrottle.class);
  private static final long LOOK_MILLIS = 2;

  private final long maxLagPositions;
  private final LongSupplier reached;
  private LedgerLog.Subscription subscription;
  private long lagBefore;
  private volatile long throttledCount;
  private volatile boolean isReleased;

  private IndexLagThrottle(long maxLagPositions, LongSupplier reached, long lag) {
    this.maxLagPositions = maxLagPositions;
    this.reached = reached;
    this.lagBefore = lag;
  }

  /**
   * Throttles the commits of a log.
   *
   * @param maxLagPositions log positions that followers may be behind
   * @param reached position that the slowest follower has reached
   */
  public static IndexLagThrottle on(LedgerLog log, long maxLagPositions, LongSupplier reached) {
    long lag = log.lastPosition() - reached.getAsLong();
    IndexLagThrottle throttle = new IndexLagThrottle(maxLagPositions, reached, lag);
    throttle.subscription = log.subscribe(throttle);
    return throttle;
  }

  /** Commits that had to wait. */
  public long throttledCount() {
    return throttledCount;
  }

  @Override
  public void accept(long lastPosition) {
    long allowed = Math.max(maxLagPositions, lagBefore);
    if (lastPosition - reached.getAsLong() > allowed) {
      throttledCount++;
      await(lastPosition - allowed);
    }
    lagBefore = lastPosition - reached.getAsLong();
  }

  private void await(long wanted) {
    long beginNanos = System.nanoTime();
    try {
      while (reached.getAsLong() < wanted && !isReleased) {
        if (System.nanoTime() - beginNanos > TimeUnit.MILLISECONDS.toNanos(MOST_WAIT_MILLIS)) {
          LOG.warnf(
              "index and watches stand at %d and should be at %d; a commit waited %d ms for them",
              reached.getAsLong(), wanted, MOST_WAIT_MILLIS);
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the throttling: followers are about to end, and commits must not wait for them. */
  @Override
  public void close() {
    isReleased = true;
    subscription.close();
  }
}
