package io.gistwire.server.ledger;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** The ledger as a log, for followers. Thread-safe. */
public interface LedgerLog {
  /** Position of the last event that is on disk; 0 when there is none. Never blocks. */
  long lastPosition();

  /**
   * Events after a position, in order, in one short read transaction. Blocks on the disk: never
   * call it on an event loop. Nothing beyond {@link #lastPosition} is read.
   *
   * <p>A PUT or LAYERS whose gist was deleted since is left out (its DELETE follows), so a slice
   * may be empty although its {@code throughPosition} moved on.
   *
   * @param limit most log rows that are read, at least 1
   */
  Slice readAfter(long position, int limit);

  /**
   * Rows up to this position may have been removed by retention. A follower that is behind it has
   * missed deletions: it drops what it has and starts at 0.
   */
  long prunedThrough();

  /**
   * A number that tells the event at a position from what another ledger, or the same one restored
   * from an older copy, has there. Empty where there is no event (any more).
   */
  OptionalLong mark(long position);

  /**
   * Calls the listener with the last position after every commit that wrote events, on the thread
   * that acks: acks wait until it returns, later commits do not. Close to end.
   */
  Subscription subscribe(LongConsumer listener);

  /**
   * Some events.
   *
   * @param throughPosition all events up to here have been seen; read on after it
   */
  record Slice(List<LedgerEvent> events, long throughPosition) {}

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
