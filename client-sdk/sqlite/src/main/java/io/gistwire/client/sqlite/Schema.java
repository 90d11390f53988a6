package io.gistwire.client.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of an outbox file. Version 1 had no table {@code photo}; files of every version are
 * brought to the newest when they are opened.
 */
final class Schema {
  /** "Gwob": marks the file as an outbox for the tool `file` and for us. */
  static final int APPLICATION_ID = 0x47776f62;

  static final int VERSION = 2;

  private Schema() {}

  static void create(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.executeUpdate("PRAGMA application_id=" + APPLICATION_ID);

      s.executeUpdate(
          "CREATE TABLE outbox (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL,"
              + " last_sequence INTEGER NOT NULL, trimmed_through INTEGER NOT NULL)");
      s.executeUpdate(
          "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL,"
              + " frozen INTEGER NOT NULL, gist BLOB NOT NULL)");
      s.executeUpdate(
          "CREATE TABLE skip (first INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
              + " reason TEXT NOT NULL)");
      s.executeUpdate(
          "CREATE TABLE dead_letter (sequence INTEGER PRIMARY KEY, gist BLOB NOT NULL,"
              + " status TEXT NOT NULL, reason TEXT NOT NULL,"
              + " rejected_at_millis INTEGER NOT NULL)");
      s.executeUpdate("CREATE TABLE later (sequence INTEGER PRIMARY KEY, gist BLOB NOT NULL)");
    }
    migrate(connection, 1);
  }

  /** Brings the tables of an older version to the newest, in the caller's transaction. */
  static void migrate(Connection connection, int version) throws SQLException {
    try (Statement s = connection.createStatement()) {
      if (version < 2) {
        s.executeUpdate(
            "CREATE TABLE photo (digest BLOB PRIMARY KEY, sequence INTEGER NOT NULL)"
                + " WITHOUT ROWID");
        s.executeUpdate("CREATE INDEX photo_by_sequence ON photo (sequence)");
      }
      s.executeUpdate("PRAGMA user_version=" + VERSION);
    }
  }
}
