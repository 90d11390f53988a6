package io.gistwire.server.ledger;

/**
 * Whether the ledger accepts writes.
 *
 * @param reason one sentence for an operator; empty while running
 */
public record LedgerState(Kind kind, String reason, long sinceMillis) {
  /** The kinds of state. */
  public enum Kind {
    /** Writes reach the disk. */
    RUNNING,
    /** Writes wait: disk full, read-only, or a sync failed. The ledger tries again by itself. */
    STALLED,
    /** The file is damaged: nothing is written until an operator restores a backup. */
    BROKEN,
    /** Closed. */
    CLOSED
  }

  /** True while writes reach the disk. */
  public boolean isRunning() {
    return kind == Kind.RUNNING;
  }
}
