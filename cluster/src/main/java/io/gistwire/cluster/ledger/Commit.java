package io.gistwire.cluster.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One link of the chain.
 *
 * @param number from 1, without gaps
 * @param id random, so that a commit is known again after an answer was lost
 * @param previous id of the commit before
 * @param server who made it
 * @param millis the server's clock
 * @param firstPosition of its first row in the log
 * @param lastPosition of its last row; one less than {@code firstPosition} without rows
 */
record Commit(
    long number,
    String id,
    String previous,
    String server,
    long millis,
    long firstPosition,
    long lastPosition,
    @Nullable List<CommitEntry> entries) {

  /** The commit before all others. */
  static final Commit ZERO = new Commit(0, "zero", "", "", 0, 1, 0, List.of());

  /** What it changes, in order. */
  List<CommitEntry> changes() {
    return entries == null ? List.of() : entries;
  }
}
