package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.storage.Sql;
import io.gistwire.server.storage.StatementCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Short writes of the upkeep: deletes expired gists, prunes the log, frees pages. Each ends after
 * {@link #MOST_NANOS} even where it is not done, because acks of its group wait for it.
 */
final class ExpiryWrites {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private ExpiryWrites() {}

  /**
   * What a write did.
   *
   * @param count rows or pages; the caller looks again for what is left
   * @param tookNanos how long the writer was held
   */
  record Step(long count, long tookNanos) {}

  /** A DELETE event that followers need no more, and the gist that it deleted. */
  record Tombstone(long position, int epochId, long sequence) {}

  /** Deletes the first of these gists, as many as the time allows. */
  static Step delete(LedgerWrites writes, List<GistKey> keys, long nowMillis) throws SQLException {
    long begin = System.nanoTime();
    long deleted = 0;
    for (GistKey key : keys) {
      Optional<EpochRow> epoch = writes.keys().find(key.epoch());
      if (epoch.isPresent()
          && DeleteWrite.delete(writes, epoch.get(), key.sequence(), nowMillis).isPresent()) {
        deleted++;
      }
      if (System.nanoTime() - begin > MOST_NANOS) {
        break;
      }
    }
    return new Step(deleted, System.nanoTime() - begin);
  }

  /** The oldest DELETE events that are older than the tombstone age. */
  static List<Tombstone> tombstones(Connection connection, long beforeMillis, int limit)
      throws SQLException {
    List<Tombstone> found = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT position, received_millis FROM log INDEXED BY deletion WHERE event="
                    + EventCode.DELETE
                    + " ORDER BY position LIMIT ?");
        PreparedStatement gist =
            connection.prepareStatement("SELECT epoch_id, sequence FROM log WHERE position=?")) {
      select.setInt(1, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && rows.getLong(2) < beforeMillis) {
          gist.setLong(1, rows.getLong(1));
          try (ResultSet row = gist.executeQuery()) {
            row.next();
            found.add(new Tombstone(rows.getLong(1), row.getInt(1), row.getLong(2)));
          }
        }
      }
    }
    return found;
  }

  /**
   * Removes DELETE events with all that is left of their gists, as many as the time allows. Who
   * follows the log from behind them would miss deletions, hence {@code pruned_through}.
   */
  static Step prune(LedgerWrites writes, List<Tombstone> tombstones) throws SQLException {
    long begin = System.nanoTime();
    StatementCache statements = writes.statements();
    long pruned = 0;
    for (Tombstone one : tombstones) {
      statements.update(
          "DELETE FROM log WHERE position=(SELECT position FROM entry WHERE epoch_id=?"
              + " AND sequence=?)",
          one.epochId(),
          one.sequence());
      statements.update(
          "DELETE FROM entry WHERE epoch_id=? AND sequence=?", one.epochId(), one.sequence());
      statements.update("DELETE FROM log WHERE position=?", one.position());
      statements.update(
          "UPDATE ledger_value SET value=max(value, ?) WHERE name='pruned_through'",
          one.position());
      pruned++;
      if (System.nanoTime() - begin > MOST_NANOS) {
        break;
      }
    }
    return new Step(pruned, System.nanoTime() - begin);
  }

  /** Position through which deletions may have been removed from the log; 0 when none was. */
  static long prunedThrough(Connection connection) throws SQLException {
    return Sql.number(connection, "SELECT value FROM ledger_value WHERE name='pruned_through'");
  }

  /** Forgets the oldest single calls that need not be known again. */
  static Step forgetRequests(LedgerWrites writes, long nowMillis, int limit) throws SQLException {
    long begin = System.nanoTime();
    int forgotten =
        writes
            .statements()
            .update(
                "DELETE FROM request WHERE (source_id, request_id) IN (SELECT source_id,"
                    + " request_id FROM request INDEXED BY request_by_age"
                    + " WHERE received_millis<? ORDER BY received_millis LIMIT ?)",
                nowMillis - CreateWrite.REMEMBERED_MILLIS,
                limit);
    return new Step(forgotten, System.nanoTime() - begin);
  }

  /** Gives free pages at the end of the file back. */
  static Step freePages(LedgerWrites writes, long maxPages) throws SQLException {
    long begin = System.nanoTime();
    long before = pageCount(writes);
    try (PreparedStatement vacuum =
        writes.connection().prepareStatement("PRAGMA incremental_vacuum(" + maxPages + ")")) {
      vacuum.execute();
      // The pragma frees one page for each step.
      try (ResultSet steps = vacuum.getResultSet()) {
        while (steps != null && System.nanoTime() - begin < MOST_NANOS && steps.next()) {
          continue;
        }
      }
    }
    return new Step(before - pageCount(writes), System.nanoTime() - begin);
  }

  private static long pageCount(LedgerWrites writes) throws SQLException {
    try (var statement = writes.connection().createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA page_count")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
