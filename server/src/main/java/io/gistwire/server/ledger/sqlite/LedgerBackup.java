package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.digest.Sha256;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.storage.OwnerOnly;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes all that a server keeps into one file as of one moment: a copy of the ledger, made with
 * {@code VACUUM INTO}, with the other files of its folder (watches and alerts, tokens) as rows of
 * the table {@code backup_file}. It has another name until it is whole and synced.
 *
 * <p>The others are copied first: what watches have looked at is then never ahead of the ledger.
 */
final class LedgerBackup {
  /** Files of the data folder that go into a backup beside the ledger, where they exist. */
  static final List<String> COMPANIONS = List.of("watches.db", "tokens.db");

  static final String TABLE = "backup_file";
  private static final int PART_BYTES = 1 << 20;

  private LedgerBackup() {}

  static LedgerUpkeep.Backup write(Path ledger, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "a backup never replaces a file; choose another name");
    }
    Path folder = target.toAbsolutePath().getParent();
    // Names of backups begin with a letter or digit, so this one is no one's backup.
    Path work = Files.createTempDirectory(folder, ".backup-");
    try {
      Path whole = work.resolve("whole");
      for (String name : COMPANIONS) {
        Path file = ledger.resolveSibling(name);
        if (Files.exists(file)) {
          copy(file, work.resolve(name));
        }
      }
      copy(ledger, whole);
      long position = lastPosition(whole);
      append(work, whole);
      sync(whole);
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(folder);
      return new LedgerUpkeep.Backup(
          target.toAbsolutePath(), Files.size(target), position, sha256(target));
    } catch (SQLException e) {
      throw new IOException("backup to " + target + " failed: " + e.getMessage(), e);
    } finally {
      delete(work);
    }
  }

  /** Deletes what a process that was killed has left of its backups. */
  static void deleteLeftovers(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder, ".backup-*")) {
      for (Path left : entries) {
        delete(left);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static void copy(Path from, Path to) throws SQLException, IOException {
    OwnerOnly.createFile(to);
    try (Connection connection = SqliteFile.openForReading(from)) {
      try (Statement statement = connection.createStatement()) {
        // The reader's guard would also refuse to write the other file.
        statement.execute("PRAGMA query_only=OFF");
      }
      try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
        vacuum.setString(1, to.toAbsolutePath().toString());
        vacuum.execute();
      }
    }
  }

  private static void append(Path work, Path whole) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + whole);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=MEMORY");
      statement.execute("PRAGMA synchronous=OFF");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS "
              + TABLE
              + " (name TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,"
              + " PRIMARY KEY (name, part)) WITHOUT ROWID");
      statement.execute("DELETE FROM " + TABLE);
      for (String name : COMPANIONS) {
        Path file = work.resolve(name);
        if (Files.exists(file)) {
          append(connection, name, file);
        }
      }
    }
  }

  private static void append(Connection connection, String name, Path file)
      throws SQLException, IOException {
    try (InputStream stream = Files.newInputStream(file);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + TABLE + " VALUES (?, ?, ?)")) {
      byte[] part = stream.readNBytes(PART_BYTES);
      for (int number = 0; part.length > 0; number++) {
        insert.setString(1, name);
        insert.setInt(2, number);
        insert.setBytes(3, part);
        insert.executeUpdate();
        part = stream.readNBytes(PART_BYTES);
      }
    }
  }

  private static long lastPosition(Path copy) throws SQLException {
    try (Connection connection = SqliteFile.openForReading(copy)) {
      return LogTable.readLastPosition(connection);
    }
  }

  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static byte[] sha256(Path file) throws IOException {
    MessageDigest sha = Sha256.begin();
    try (InputStream stream = new DigestInputStream(Files.newInputStream(file), sha)) {
      stream.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return sha.digest();
  }
}
