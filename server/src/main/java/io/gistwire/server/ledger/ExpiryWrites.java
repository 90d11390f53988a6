package io.gistwire.server.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Short writes of the upkeep: deletes expired gists, prunes the log, gives pages back. */
final class ExpiryWrites {
  private ExpiryWrites() {}

  static long delete(LedgerWrites writes, List<GistKey> keys, long nowMillis) throws SQLException {
    long deleted = 0;
    for (GistKey key : keys) {
      Optional<EpochRow> epoch = writes.keys().find(key.epoch());
      if (epoch.isPresent()
          && DeleteWrite.delete(writes, epoch.get(), key.sequence(), nowMillis).isPresent()) {
        deleted++;
      }
    }
    return deleted;
  }

  /**
   * Removes DELETE events older than the tombstone age, with all that is left of their gists. Who
   * follows the log from behind them would miss deletions, hence {@code pruned_through}.
   *
   * @return number of deletions that were forgotten
   */
  static long prune(LedgerWrites writes, long nowMillis, long tombstoneMillis, int limit)
      throws SQLException {
    long pruned = 0;
    long through = 0;
    try (PreparedStatement select =
            writes
                .connection()
                .prepareStatement(
                    "SELECT position, epoch_id, sequence FROM log WHERE event="
                        + EventCode.DELETE
                        + " AND received_millis<? ORDER BY position LIMIT ?");
        PreparedStatement remove =
            writes
                .connection()
                .prepareStatement(
                    "DELETE FROM log WHERE position=? OR position ="
                        + " (SELECT position FROM entry WHERE epoch_id=? AND sequence=?)");
        PreparedStatement forget =
            writes
                .connection()
                .prepareStatement("DELETE FROM entry WHERE epoch_id=? AND sequence=?")) {
      select.setLong(1, nowMillis - tombstoneMillis);
      select.setInt(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          through = rows.getLong(1);
          remove.setLong(1, through);
          remove.setInt(2, rows.getInt(2));
          remove.setLong(3, rows.getLong(3));
          remove.executeUpdate();
          forget.setInt(1, rows.getInt(2));
          forget.setLong(2, rows.getLong(3));
          forget.executeUpdate();
          pruned++;
        }
      }
    }
    if (pruned > 0) {
      run(writes, "UPDATE ledger_value SET value=? WHERE name='pruned_through'", through);
    }
    run(
        writes,
        "DELETE FROM request WHERE received_millis<?",
        nowMillis - CreateWrite.REMEMBERED_MILLIS);
    return pruned;
  }

  /** Gives free pages at the end of the file back; returns how many. */
  static long freePages(LedgerWrites writes, long maxPages) throws SQLException {
    long before = pageCount(writes);
    try (PreparedStatement vacuum =
        writes.connection().prepareStatement("PRAGMA incremental_vacuum(" + maxPages + ")")) {
      vacuum.execute();
      // The pragma frees one page for each step.
      try (ResultSet steps = vacuum.getResultSet()) {
        while (steps != null && steps.next()) {
          continue;
        }
      }
    }
    return before - pageCount(writes);
  }

  private static long pageCount(LedgerWrites writes) throws SQLException {
    try (var statement = writes.connection().createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA page_count")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void run(LedgerWrites writes, String sql, long value) throws SQLException {
    try (PreparedStatement statement = writes.connection().prepareStatement(sql)) {
      statement.setLong(1, value);
      statement.executeUpdate();
    }
  }
}
