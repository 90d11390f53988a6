package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.OwnerOnly;
import io.gistwire.server.storage.Sql;
import io.gistwire.server.storage.SqliteFault;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a backup in the place of what a data folder holds. The new files are made ready in a folder
 * of their own, which gets its last name in one step; from then on every opening of the data folder
 * completes the restore, so that a crash leaves the old state or the new one. What was there before
 * is moved aside, never deleted; the index is built again from the ledger.
 */
public final class LedgerRestore {
  private static final String STAGING = "restore-unfinished";
  private static final String READY = "restore-ready";
  private static final String WATCHES = "watches.db";
  private static final String TOKENS = "tokens.db";
  private static final String INDEX = "index";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

  private LedgerRestore() {}

  /**
   * What was restored.
   *
   * @param position last position of the ledger that is in place now
   * @param files that are from the backup
   * @param before folder with what was there before
   */
  public record Restored(long position, List<String> files, Path before) {}

  /**
   * Restores a backup into a locked folder whose files no one has open.
   *
   * @param backup one of this version, or a copy of a ledger alone, as older versions wrote it:
   *     then watches and tokens stay as they are
   * @throws IOException when it is no sound backup, or the disk refuses; the folder is then as it
   *     was
   */
  public static Restored restore(DataFolder folder, Path backup) throws IOException {
    if (!Files.isRegularFile(backup)) {
      throw new IOException("backup " + backup + " does not exist, or is no file");
    }
    Path staging = folder.resolve(STAGING);
    deleteAll(staging);
    OwnerOnly.createFolder(staging);
    try {
      Path ledger = staging.resolve(SqliteLedger.FILE);
      OwnerOnly.createFile(ledger);
      Files.copy(backup, ledger, StandardCopyOption.REPLACE_EXISTING);
      OwnerOnly.createFile(ledger);
      List<String> files = new ArrayList<>(List.of(SqliteLedger.FILE));
      long position = unpack(ledger, staging, files);
      if (!files.contains(WATCHES) && Files.exists(folder.resolve(WATCHES))) {
        copyDatabase(folder.resolve(WATCHES), staging.resolve(WATCHES));
      }
      adaptWatches(folder.resolve(WATCHES), staging.resolve(WATCHES), position);
      adaptTokens(folder.resolve(TOKENS), staging.resolve(TOKENS));
      try (var entries = Files.newDirectoryStream(staging)) {
        for (Path entry : entries) {
          LedgerBackup.sync(entry);
        }
      }
      LedgerBackup.syncFolder(staging);
      Files.move(staging, folder.resolve(READY), StandardCopyOption.ATOMIC_MOVE);
      LedgerBackup.syncFolder(folder.path());
      return new Restored(position, List.copyOf(files), finish(folder));
    } catch (SQLException e) {
      throw new IOException(
          "backup "
              + backup
              + " cannot be restored: "
              + e.getMessage()
              + SqliteFault.of(e).remedy(),
          e);
    } finally {
      deleteAll(staging);
    }
  }

  /**
   * Completes a restore that a crash has interrupted, and deletes what an interrupted backup has
   * left. To be called after a folder was locked and before its files are opened.
   *
   * @return the folder with what was there before, or the data folder when there was nothing to do
   */
  public static Path finish(DataFolder folder) throws IOException {
    LedgerBackup.deleteLeftovers(folder.backups());
    Path ready = folder.resolve(READY);
    if (!Files.isDirectory(ready)) {
      return folder.path();
    }
    Path before = folder.resolve("before-restore-" + STAMP.format(Instant.now()));
    OwnerOnly.createFolder(before);
    // It follows from the ledger; what it holds of another one would be found.
    moveIfThere(folder.resolve(INDEX), before.resolve(INDEX));
    List<Path> files = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(ready)) {
      entries.forEach(files::add);
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
        moveIfThere(folder.resolve(name + suffix), before.resolve(name + suffix));
      }
      Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
    LedgerBackup.syncFolder(folder.path());
    Files.delete(ready);
    return before;
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to);
    }
  }

  private static long unpack(Path ledger, Path staging, List<String> files)
      throws SQLException, IOException {
    try (Connection connection = SqliteFile.openForWriting(ledger)) {
      LedgerMigrations.ALL.migrate(connection, ledger);
      requireSound(connection);
      boolean isWhole =
          Sql.number(
                  connection, "SELECT count(*) FROM sqlite_schema WHERE name=?", LedgerBackup.TABLE)
              > 0;
      if (isWhole) {
        for (String name : LedgerBackup.COMPANIONS) {
          if (extract(connection, name, staging.resolve(name))) {
            files.add(name);
          }
        }
        Sql.update(connection, "DROP TABLE " + LedgerBackup.TABLE);
      }
      long position = LogTable.readLastPosition(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=DELETE");
      }
      return position;
    }
  }

  private static void requireSound(Connection connection) throws SQLException {
    String found =
        Sql.first(connection, "PRAGMA quick_check(1)", row -> row.getString(1)).orElse("nothing");
    if (!found.equals("ok")) {
      throw new SQLException("it is damaged (" + found + "); choose another backup");
    }
  }

  private static boolean extract(Connection connection, String name, Path target)
      throws SQLException, IOException {
    boolean isThere = false;
    try (var select =
        connection.prepareStatement(
            "SELECT body FROM " + LedgerBackup.TABLE + " WHERE name=? ORDER BY part")) {
      select.setString(1, name);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (!isThere) {
            OwnerOnly.createFile(target);
            isThere = true;
          }
          try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.APPEND)) {
            out.write(rows.getBytes(1));
          }
        }
      }
    }
    return isThere;
  }

  private static void copyDatabase(Path from, Path to) throws SQLException, IOException {
    OwnerOnly.createFile(to);
    try (Connection connection = plain(from);
        var vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toAbsolutePath().toString());
      vacuum.execute();
    }
  }

  private static Connection plain(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /**
   * Watches look at what comes after the ledger's end, whatever they had looked at before; and
   * positions of new alerts are after all that readers of the replaced file have seen.
   */
  private static void adaptWatches(Path present, Path restored, long position) throws SQLException {
    if (!Files.exists(restored)) {
      return;
    }
    long lastAlert = Files.exists(present) ? lastAlert(present) : 0;
    try (Connection connection = plain(restored)) {
      // A mark tells which event is at a follower's position: it goes with the position.
      Sql.update(
          connection,
          "DELETE FROM progress WHERE follower LIKE '%.mark' AND EXISTS (SELECT 1 FROM progress p"
              + " WHERE p.follower || '.mark' = progress.follower AND p.position > ?)",
          position);
      Sql.update(
          connection,
          "UPDATE progress SET position=min(position, ?) WHERE follower NOT LIKE '%.mark'",
          position);
      Sql.update(connection, "UPDATE watch SET after_position=min(after_position, ?)", position);
      Sql.update(
          connection, "UPDATE sqlite_sequence SET seq=max(seq, ?) WHERE name='alert'", lastAlert);
      Sql.update(
          connection,
          "INSERT INTO sqlite_sequence (name, seq) SELECT 'alert', ? WHERE NOT EXISTS"
              + " (SELECT 1 FROM sqlite_sequence WHERE name='alert')",
          lastAlert);
    }
  }

  private static long lastAlert(Path watches) throws SQLException {
    try (Connection connection = plain(watches)) {
      return Sql.number(connection, "SELECT seq FROM sqlite_sequence WHERE name='alert'");
    }
  }

  /** A token that was revoked after the backup stays so. */
  private static void adaptTokens(Path present, Path restored) throws SQLException {
    if (!Files.exists(present) || !Files.exists(restored)) {
      return;
    }
    try (Connection connection = plain(restored);
        var attach = connection.prepareStatement("ATTACH ? AS present")) {
      attach.setString(1, present.toAbsolutePath().toString());
      attach.execute();
      Sql.update(
          connection,
          "UPDATE main.token SET revoke_millis ="
              + " (SELECT p.revoke_millis FROM present.token p WHERE p.name = main.token.name)"
              + " WHERE revoke_millis IS NULL AND name IN"
              + " (SELECT name FROM present.token WHERE revoke_millis IS NOT NULL)");
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }
}
