package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.storage.StatementCache;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one writing connection and everything prepared on it. After any failure it is thrown away and
 * opened anew, so nothing that was remembered can differ from the file. One thread.
 */
final class LedgerWrites implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final StatementCache statements;
  private final KeyTables keys;
  private final LogTable log;
  private final ConsumedEntries entries;

  /** Opens the writing connection; tests stand disks that fail behind it. */
  @FunctionalInterface
  interface Opener {
    Connection open(Path file) throws SQLException;
  }

  private LedgerWrites(Connection connection) throws SQLException {
    this.connection = connection;
    statement = connection.createStatement();
    statement.execute("PRAGMA wal_autocheckpoint=" + Checkpointer.BACKSTOP_PAGES);
    statements = new StatementCache(connection);
    keys = new KeyTables(statements);
    log = new LogTable(connection);
    entries = new ConsumedEntries(connection, statements);
  }

  static LedgerWrites open(Path file, Opener opener) throws SQLException {
    Connection connection = opener.open(file);
    try {
      return new LedgerWrites(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  StatementCache statements() {
    return statements;
  }

  KeyTables keys() {
    return keys;
  }

  LogTable log() {
    return log;
  }

  ConsumedEntries entries() {
    return entries;
  }

  void begin() throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
  }

  /** Returns only after the write-ahead log was synced. */
  void commit() throws SQLException {
    keys.flush();
    statement.execute("COMMIT");
  }

  /**
   * Moves what is in the write-ahead log into the file and syncs both, so that nothing that a
   * failed sync may have dropped is relied on.
   */
  void settle() throws SQLException {
    statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** SQLite's own quick check; empty when all is well. */
  String quickCheck() throws SQLException {
    try (var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = rows.next() ? rows.getString(1) : "no answer";
      return "ok".equals(answer) ? "" : answer;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The connection is given up either way; what it had not committed was never acked.
      System.getLogger(LedgerWrites.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the ledger's connection failed", e);
    }
  }
}
