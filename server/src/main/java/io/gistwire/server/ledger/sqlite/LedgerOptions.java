package io.gistwire.server.ledger.sqlite;

/**
 * Settings of the SQLite ledger.
 *
 * @param commitCount most writes in one commit
 * @param commitMillis longest that a write waits for others to share its commit
 * @param retryMillis time between tries while the storage refuses
 * @param readers connections for reading
 * @param tombstoneMillis how long events of deleted gists stay in the log for followers
 */
public record LedgerOptions(
    int commitCount, long commitMillis, long retryMillis, int readers, long tombstoneMillis) {
  private static final long THIRTY_DAYS_MILLIS = 30L * 24 * 60 * 60 * 1000;

  /** The defaults. */
  public static LedgerOptions defaults() {
    return new LedgerOptions(4096, 2, 1000, 4, THIRTY_DAYS_MILLIS);
  }
}
