package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxCorruptException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens an outbox file and makes sure that it is one. */
final class OutboxFile {
  private OutboxFile() {}

  /** Opens the file, making it when it is not there; autocommit is off. */
  static Connection open(Path file) throws SQLException, OutboxException {
    own(file);
    Connection connection = connect(file);
    try {
      prepare(connection, file);
      return connection;
    } catch (SQLException | OutboxException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Connects again to a file that was open before.
   *
   * @param checked whether its pages are looked through
   */
  static Connection reopen(Path file, boolean checked) throws SQLException, OutboxException {
    Connection connection = connect(file);
    try {
      connection.setAutoCommit(false);
      if (checked) {
        check(connection, file);
        connection.commit();
      }
      return connection;
    } catch (SQLException | OutboxException e) {
      connection.close();
      throw e;
    }
  }

  /** SQLite gives the files beside it the rights of the file itself. */
  private static void own(Path file) throws OutboxException {
    try {
      OwnerOnlyFiles.ownFile(file);
    } catch (IOException e) {
      throw new OutboxException(
          "outbox " + file + " cannot be made: " + e.getMessage() + "; is its folder there?", e);
    }
    OwnerOnlyFiles.tightenFile(file.resolveSibling(file.getFileName() + "-wal"));
    OwnerOnlyFiles.tightenFile(file.resolveSibling(file.getFileName() + "-shm"));
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static void prepare(Connection connection, Path file)
      throws SQLException, OutboxException {
    int application = number(connection, "PRAGMA application_id");
    int version = number(connection, "PRAGMA user_version");
    int tables = number(connection, "SELECT count(*) FROM sqlite_master");
    connection.setAutoCommit(false);
    if (application == 0 && tables == 0) {
      create(connection);
    } else if (application != Schema.APPLICATION_ID) {
      throw new OutboxCorruptException(
          file + " is a SQLite file but no outbox; give the outbox a file of its own", null);
    } else if (version < 1 || version > Schema.VERSION) {
      throw new OutboxException(
          "outbox "
              + file
              + " has version "
              + version
              + "; this release reads versions 1 to "
              + Schema.VERSION
              + "; use the release that made it, or a newer one");
    } else {
      check(connection, file);
      if (version < Schema.VERSION) {
        connection.commit();
        backUp(connection, file, version);
        Schema.migrate(connection, version);
      }
    }
    connection.commit();
  }

  /**
   * Copies the file, as it was, to FILE.version-N. A disk without space for that does not keep a
   * device from sending: the migration is one transaction that only adds.
   */
  private static void backUp(Connection connection, Path file, int version) throws SQLException {
    Path copy = file.resolveSibling(file.getFileName() + ".version-" + version);
    connection.setAutoCommit(true);
    try (PreparedStatement s = connection.prepareStatement("VACUUM INTO ?")) {
      Files.deleteIfExists(copy);
      OwnerOnlyFiles.ownFile(copy);
      s.setString(1, copy.toString());
      s.execute();
    } catch (IOException | SQLException e) {
      deleteQuietly(copy);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A copy that is not whole may stay; nothing reads it.
    }
  }

  private static void create(Connection connection) throws SQLException {
    Schema.create(connection);
    long epoch;
    do {
      epoch = new SecureRandom().nextLong();
    } while (epoch == 0); // 0 means "not set" on the wire
    try (PreparedStatement s =
        connection.prepareStatement("INSERT INTO outbox VALUES (1, ?, 0, 0)")) {
      s.setLong(1, epoch);
      s.executeUpdate();
    }
  }

  private static void check(Connection connection, Path file) throws SQLException, OutboxException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("PRAGMA quick_check(1)")) {
      String found = r.next() ? r.getString(1) : "no answer";
      if (!"ok".equals(found)) {
        throw new OutboxCorruptException(
            "outbox "
                + file
                + " is damaged ("
                + found
                + "); move it away to start a new epoch, and keep it: what was not acknowledged"
                + " is only there",
            null);
      }
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getInt(1);
    }
  }
}
