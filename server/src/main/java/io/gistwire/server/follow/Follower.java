package io.gistwire.server.follow;

import io.gistwire.server.ledger.LedgerLog;
import java.util.OptionalLong;

/** What is done with a log. Called by one thread only. */
public interface Follower {
  /** Everything up to here was applied before and is kept; 0 for nothing. */
  long startPosition() throws Exception;

  /**
   * What {@link LedgerLog#mark} was at the start position when it was kept; empty when that is not
   * known. Where the log has another mark there, it is another history, and the follower restarts.
   */
  default OptionalLong startMark() throws Exception {
    return OptionalLong.empty();
  }

  /** Most log rows that it takes in at once, between two steps of the position; at least 1. */
  int sliceRows();

  /**
   * Takes in the next events. A call that throws is repeated with the same slice after a pause.
   *
   * @param lastPosition end of the log a moment ago: a follower may work in larger steps while it
   *     is far from there
   * @return position through which it was applied: {@link LedgerLog.Slice#throughPosition}, or that
   *     of an earlier event of the slice, and the next call begins after it
   */
  long apply(LedgerLog.Slice slice, long lastPosition) throws Exception;

  /** Called when there is nothing to apply for now: the moment to make things durable. */
  default void idle() throws Exception {}

  /**
   * Does a short step of work that can wait until there is nothing to apply; the thread rests as
   * long after it.
   *
   * @return whether there is more of it
   */
  default boolean workInBackground() throws Exception {
    return false;
  }

  /**
   * Whether no event up to the end of the log matters to it now: then the log is not read, and
   * {@link #apply} gets an empty slice.
   */
  default boolean skipsLog() {
    return false;
  }

  /**
   * Whether its work is slow and may come late: then it leaves the processors to what arrives while
   * far more arrives than it can follow.
   */
  default boolean yieldsToArrivals() {
    return false;
  }

  /**
   * Whether it would be wrong without the deletions that retention has removed from the log: then
   * it restarts when it is behind them.
   */
  default boolean needsDeletions() {
    return true;
  }

  /**
   * Drops all that was applied: it belongs to another history than the log's, or misses deletions.
   *
   * @return position after which it begins anew
   */
  long restart() throws Exception;
}
