package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.LedgerState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether OpenSearch writes now, and the pause before the next try while it does not. Thread-safe.
 */
final class StoreGate {
  private static final System.Logger LOG = System.getLogger(StoreGate.class.getName());

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long MOST_PAUSE_MILLIS = 1_000;

  /** Shorter troubles, such as the loss of one node, are not reported. */
  private static final long STALLED_AFTER_MILLIS = 2_000;

  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile LedgerState state = running();
  private long troubleSinceMillis;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  private static LedgerState running() {
    return new LedgerState(LedgerState.Kind.RUNNING, "", System.currentTimeMillis());
  }

  LedgerState state() {
    return state;
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** A write was durable. */
  synchronized void wrote() {
    troubleSinceMillis = 0;
    pauseMillis = FIRST_PAUSE_MILLIS;
    if (state.kind() == LedgerState.Kind.STALLED) {
      LOG.log(System.Logger.Level.INFO, "the ledger takes writes again");
      state = running();
    }
  }

  void refused(StoreException failure) throws InterruptedException {
    refused(
        failure.isOverload()
            ? "OpenSearch is overloaded (429)"
            : String.valueOf(failure.getMessage()));
  }

  /**
   * A write was refused: waits before the next try.
   *
   * @throws InterruptedException when the ledger closes
   */
  void refused(String reason) throws InterruptedException {
    long pause = note(reason);
    if (closing.await(pause, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("the ledger is closed");
    }
  }

  private synchronized long note(String reason) {
    long now = System.currentTimeMillis();
    if (troubleSinceMillis == 0) {
      troubleSinceMillis = now;
    }
    if (now - troubleSinceMillis >= STALLED_AFTER_MILLIS) {
      if (state.kind() == LedgerState.Kind.RUNNING) {
        LOG.log(System.Logger.Level.ERROR, "the ledger takes no writes: " + reason);
      }
      if (state.kind() != LedgerState.Kind.CLOSED) {
        String described =
            "OpenSearch does not write; check the health of the cluster (" + reason + ")";
        state = new LedgerState(LedgerState.Kind.STALLED, described, troubleSinceMillis);
      }
    }
    long pause = pauseMillis;
    pauseMillis = Math.min(MOST_PAUSE_MILLIS, pauseMillis * 2);
    return pause;
  }

  /** What was committed contradicts itself: nothing is written until an operator has looked. */
  synchronized void broken(String reason) {
    LOG.log(System.Logger.Level.ERROR, reason);
    state = new LedgerState(LedgerState.Kind.BROKEN, reason, System.currentTimeMillis());
  }

  /** Ends all waiting. */
  synchronized void close() {
    closing.countDown();
    state =
        new LedgerState(
            LedgerState.Kind.CLOSED, "the ledger is closed", System.currentTimeMillis());
  }
}
