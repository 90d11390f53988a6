package io.gistwire.server.ledger;

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
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes a copy of a ledger as of one moment with {@code VACUUM INTO}, under another name first, so
 * that a file with a backup's name is always whole.
 */
final class LedgerBackup {
  private LedgerBackup() {}

  static LedgerUpkeep.Backup write(Path ledger, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "a backup never replaces a file; choose another name");
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    try {
      copy(ledger, partial);
      long position = lastPosition(partial);
      sync(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(target.toAbsolutePath().getParent());
      return new LedgerUpkeep.Backup(
          target.toAbsolutePath(), Files.size(target), position, sha256(target));
    } catch (SQLException e) {
      throw new IOException("backup to " + target + " failed: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void copy(Path ledger, Path partial) throws SQLException {
    try (Connection connection = SqliteFile.openForReading(ledger)) {
      try (var statement = connection.createStatement()) {
        // The reader's guard would also refuse to write the other file.
        statement.execute("PRAGMA query_only=OFF");
      }
      try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
        vacuum.setString(1, partial.toAbsolutePath().toString());
        vacuum.execute();
      }
    }
  }

  private static long lastPosition(Path copy) throws SQLException {
    try (Connection connection = SqliteFile.openForReading(copy)) {
      return LogTable.readLastPosition(connection);
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static byte[] sha256(Path file) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (InputStream stream = new DigestInputStream(Files.newInputStream(file), sha)) {
        stream.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
