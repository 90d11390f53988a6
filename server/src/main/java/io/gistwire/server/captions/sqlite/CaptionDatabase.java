package io.gistwire.server.captions.sqlite;

import io.gistwire.server.captions.CaptionStore;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open file: one connection that writes, one that reads, each used by one thread at a time.
 * Nothing is gathered or repaired here.
 */
final class CaptionDatabase implements AutoCloseable {
  /** "GWCA": marks the file, so that a foreign SQLite file is not taken for one. */
  private static final int APPLICATION_ID = 0x47574341;

  private static final int VERSION = 1;
  private static final int SQLITE_CORRUPT = 11;

  private static final String[] SCHEMA = {
    "CREATE TABLE caption (key BLOB PRIMARY KEY, digest INTEGER NOT NULL, origin INTEGER NOT NULL,"
        + " confidence REAL NOT NULL, pack_version TEXT NOT NULL, text TEXT NOT NULL,"
        + " crc INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE progress (id INTEGER PRIMARY KEY CHECK (id = 1), pack_version TEXT NOT NULL,"
        + " position INTEGER NOT NULL, is_done INTEGER NOT NULL)",
    "PRAGMA application_id=" + APPLICATION_ID,
    "PRAGMA user_version=" + VERSION
  };

  private final Connection writing;
  private final Connection reading;
  private final PreparedStatement insert;
  private final PreparedStatement remove;
  private final PreparedStatement select;

  private CaptionDatabase(Connection writing, Connection reading) throws SQLException {
    this.writing = writing;
    this.reading = reading;
    insert = writing.prepareStatement("REPLACE INTO caption VALUES (?, ?, ?, ?, ?, ?, ?)");
    remove = writing.prepareStatement("DELETE FROM caption WHERE key=?");
    select =
        reading.prepareStatement(
            "SELECT digest, origin, confidence, pack_version, text, crc FROM caption WHERE key=?");
  }

  /**
   * Opens the file, and makes it where it is missing or empty.
   *
   * @throws SQLException with SQLite's code for damage also when it is of another version or kind
   */
  static CaptionDatabase open(Path file) throws SQLException {
    Connection writing = SqliteFile.openForWriting(file);
    try {
      prepare(writing);
      Connection reading = SqliteFile.openForReading(file);
      try {
        return new CaptionDatabase(writing, reading);
      } catch (SQLException e) {
        reading.close();
        throw e;
      }
    } catch (SQLException e) {
      writing.close();
      throw e;
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (read(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        for (String sql : SCHEMA) {
          statement.execute(sql);
        }
        return;
      }
      long kind = read(statement, "PRAGMA application_id");
      long version = read(statement, "PRAGMA user_version");
      if (kind != APPLICATION_ID || version != VERSION) {
        String seen = "kind " + kind + ", version " + version + "; version " + VERSION;
        throw new SQLException("it has " + seen + " is read here", null, SQLITE_CORRUPT);
      }
    }
  }

  private static long read(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Removes the file with its write-ahead log. */
  static void remove(Path file) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  Optional<CaptionStore.Entry> find(GistKey key) throws SQLException {
    synchronized (reading) {
      return select(key);
    }
  }

  /** Finds in one transaction, which costs less than one for each. */
  Map<GistKey, CaptionStore.Entry> findAll(List<GistKey> keys) throws SQLException {
    Map<GistKey, CaptionStore.Entry> found = new HashMap<>();
    synchronized (reading) {
      reading.setAutoCommit(false);
      try {
        for (GistKey key : keys) {
          select(key).ifPresent(entry -> found.put(key, entry));
        }
      } finally {
        reading.setAutoCommit(true);
      }
    }
    return found;
  }

  private Optional<CaptionStore.Entry> select(GistKey key) throws SQLException {
    byte[] bytes = KeyBytes.of(key);
    select.setBytes(1, bytes);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? CaptionRow.read(bytes, rows) : Optional.empty();
    }
  }

  /** Writes entries, and removes those that are empty, in one transaction. */
  void write(Map<GistKey, Optional<CaptionStore.Entry>> changes) throws SQLException {
    synchronized (writing) {
      transaction(
          () -> {
            for (Map.Entry<GistKey, Optional<CaptionStore.Entry>> change : changes.entrySet()) {
              byte[] key = KeyBytes.of(change.getKey());
              if (change.getValue().isPresent()) {
                CaptionRow.bind(insert, key, change.getValue().get());
                insert.executeUpdate();
              } else {
                remove.setBytes(1, key);
                remove.executeUpdate();
              }
            }
          });
    }
  }

  /** Some statements. */
  private interface Statements {
    void run() throws SQLException;
  }

  private void transaction(Statements statements) throws SQLException {
    writing.setAutoCommit(false);
    try {
      statements.run();
      writing.commit();
    } catch (SQLException | RuntimeException e) {
      writing.rollback();
      throw e;
    } finally {
      writing.setAutoCommit(true);
    }
  }

  List<GistKey> keys(Optional<GistKey> after, int limit) throws SQLException {
    List<GistKey> keys = new ArrayList<>();
    synchronized (reading) {
      try (PreparedStatement some =
          reading.prepareStatement("SELECT key FROM caption WHERE key>? ORDER BY key LIMIT ?")) {
        some.setBytes(1, after.map(KeyBytes::of).orElse(new byte[0]));
        some.setInt(2, limit);
        try (ResultSet rows = some.executeQuery()) {
          while (rows.next()) {
            KeyBytes.parse(rows.getBytes(1)).ifPresent(keys::add);
          }
        }
      }
    }
    return keys;
  }

  Optional<CaptionStore.Progress> progress() throws SQLException {
    synchronized (reading) {
      try (Statement statement = reading.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT pack_version, position, is_done FROM progress")) {
        return rows.next()
            ? Optional.of(
                new CaptionStore.Progress(rows.getString(1), rows.getLong(2), rows.getBoolean(3)))
            : Optional.empty();
      }
    }
  }

  void setProgress(CaptionStore.Progress progress) throws SQLException {
    synchronized (writing) {
      try (PreparedStatement replace =
          writing.prepareStatement("REPLACE INTO progress VALUES (1, ?, ?, ?)")) {
        replace.setString(1, progress.packVersion());
        replace.setLong(2, progress.position());
        replace.setBoolean(3, progress.isDone());
        replace.executeUpdate();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (reading) {
      reading.close();
    }
    synchronized (writing) {
      writing.close();
    }
  }
}
