package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.Frozen;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stays when entries are trimmed: dead letters and layers kept for later. */
final class SideTables {
  private final Connection connection;

  SideTables(Connection connection) {
    this.connection = connection;
  }

  /** Returns by how many bytes the kept layers grew. */
  long addLater(Frozen f) throws SQLException {
    byte[] later = f.later();
    if (later == null) {
      return 0;
    }
    long before = deleteLater(f.sequence());
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO later VALUES (?, ?)")) {
      s.setLong(1, f.sequence());
      s.setBytes(2, later);
      s.executeUpdate();
    }
    return later.length - before;
  }

  int addDeadLetter(long sequence, long trimmedThrough, String status, String reason, long atMillis)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO dead_letter SELECT ?1,"
                + " coalesce((SELECT gist FROM entry WHERE sequence = ?1 AND sequence > ?5), x''), ?2, ?3, ?4")) {
      s.setLong(1, sequence);
      s.setString(2, status);
      s.setString(3, reason);
      s.setLong(4, atMillis);
      s.setLong(5, trimmedThrough);
      return s.executeUpdate();
    }
  }

  List<DeadLetter> deadLetters(int limit) throws SQLException {
    List<DeadLetter> found = new ArrayList<>();
    try (PreparedStatement s =
        connection.prepareStatement("SELECT * FROM dead_letter ORDER BY sequence LIMIT ?")) {
      s.setInt(1, limit);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          found.add(
              new DeadLetter(
                  r.getLong(1), blob(r, 2), r.getString(3), r.getString(4), r.getLong(5)));
        }
      }
    }
    return found;
  }

  int deleteDeadLetter(long sequence) throws SQLException {
    try (Statement s = connection.createStatement()) {
      return s.executeUpdate("DELETE FROM dead_letter WHERE sequence = " + sequence);
    }
  }

  Optional<byte[]> later(long sequence) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT gist FROM later WHERE sequence = " + sequence)) {
      return r.next() ? Optional.of(blob(r, 1)) : Optional.empty();
    }
  }

  /** Returns the bytes taken away. */
  long deleteLater(long sequence) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r =
            s.executeQuery(
                "DELETE FROM later WHERE sequence = " + sequence + " RETURNING length(gist)")) {
      return r.next() ? r.getLong(1) : 0;
    }
  }

  /**
   * Takes the oldest away until at least this many bytes are removed; returns how many were
   * removed.
   */
  long deleteOldestLater(long excessBytes) throws SQLException {
    long removed = 0;
    while (removed < excessBytes) {
      long oldest;
      try (Statement s = connection.createStatement();
          ResultSet r = s.executeQuery("SELECT min(sequence) FROM later")) {
        oldest = r.next() ? r.getLong(1) : 0;
      }
      long bytes = deleteLater(oldest);
      if (bytes == 0) {
        break;
      }
      removed += bytes;
    }
    return removed;
  }

  /** SQLite gives null for a blob of 0 bytes. */
  private static byte[] blob(ResultSet r, int column) throws SQLException {
    byte[] bytes = r.getBytes(column);
    return bytes == null ? new byte[0] : bytes;
  }
}
