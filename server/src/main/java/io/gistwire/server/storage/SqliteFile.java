package io.gistwire.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens a SQLite file. Connections are not thread-safe: one thread at a time uses one. */
public final class SqliteFile {
  /** Free pages can be given back in steps only if this precedes the first table is made. */
  private static final String AUTO_VACUUM = "PRAGMA auto_vacuum=INCREMENTAL";

  private static final String[] COMMON = {
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY"
  };

  private static final String[] WRITING = {
    AUTO_VACUUM,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA journal_size_limit=67108864"
  };

  private SqliteFile() {}

  /**
   * A connection that may write, in autocommit mode, to a file that only its owner may read. A
   * commit returns only after the write-ahead log was synced.
   */
  public static Connection openForWriting(Path file) throws SQLException {
    try {
      // SQLite gives its write-ahead log the permissions of the file itself.
      OwnerOnly.createFile(file);
    } catch (IOException e) {
      throw new SQLException(file + " cannot be made: " + e.getMessage(), e);
    }
    return open(file, WRITING);
  }

  /** A connection that refuses to write. Keep its transactions short: they hold checkpoints up. */
  public static Connection openForReading(Path file) throws SQLException {
    return open(file, "PRAGMA query_only=ON");
  }

  /** Bytes of a database and of its write-ahead log; 0 where there is none. */
  public static long sizeBytes(Path file) {
    return lengthOf(file) + lengthOf(file.resolveSibling(file.getFileName() + "-wal"));
  }

  private static long lengthOf(Path path) {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection open(Path file, String... pragmas) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // No one reads generated keys, and the driver would prepare a statement for them at each
    // insert.
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      for (String pragma : COMMON) {
        statement.execute(pragma);
      }
      for (String pragma : pragmas) {
        statement.execute(pragma);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
