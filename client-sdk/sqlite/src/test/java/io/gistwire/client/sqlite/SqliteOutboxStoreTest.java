package io.gistwire.client.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.OutboxCorruptException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxLockedException;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.OutboxStoreContract;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.codec.CodeFingerprint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxStoreTest extends OutboxStoreContract {
  @TempDir Path folder;

  @Override
  protected OutboxStore open() throws OutboxException {
    return SqliteOutboxStore.open(folder.resolve("contract.db"));
  }

  @Override
  protected OutboxStore openBounded(int maxPhotos) throws OutboxException {
    return SqliteOutboxStore.open(folder.resolve("bounded.db"), maxPhotos);
  }

  @Override
  protected boolean isDurable() {
    return true;
  }

  @Test
  void a_second_open_of_the_same_file_is_refused_with_its_name() throws OutboxException {
    Path file = folder.resolve("locked.db");
    try (OutboxStore first = SqliteOutboxStore.open(file)) {
      OutboxLockedException e =
          assertThrows(OutboxLockedException.class, () -> SqliteOutboxStore.open(file));
      assertTrue(e.getMessage().contains("locked.db"), e.getMessage());
      assertTrue(first.epoch() != 0);
    }
    SqliteOutboxStore.open(file).close();
  }

  @Test
  void another_process_cannot_open_it_either() throws Exception {
    Path file = folder.resolve("shared.db");
    try (OutboxStore held = SqliteOutboxStore.open(file)) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  OpenInOtherProcess.class.getName(),
                  file.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(3, child.waitFor(), said);
      assertTrue(held.epoch() != 0);
    }
  }

  @Test
  void a_text_file_is_reported_as_no_outbox() throws IOException {
    Path file = folder.resolve("notes.db");
    Files.writeString(file, "these are notes, no database, and long enough to be read as one");
    OutboxCorruptException e =
        assertThrows(OutboxCorruptException.class, () -> SqliteOutboxStore.open(file));
    assertTrue(e.getMessage().contains("move it away"), e.getMessage());
  }

  @Test
  void a_foreign_database_is_left_alone() throws Exception {
    Path file = folder.resolve("foreign.db");
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s = c.createStatement()) {
      s.executeUpdate("CREATE TABLE t (x)");
    }
    assertThrows(OutboxCorruptException.class, () -> SqliteOutboxStore.open(file));
  }

  @Test
  void a_newer_version_is_refused_with_what_to_do() throws Exception {
    Path file = folder.resolve("newer.db");
    SqliteOutboxStore.open(file).close();
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s = c.createStatement()) {
      s.executeUpdate("PRAGMA user_version=99");
    }
    OutboxException e = assertThrows(OutboxException.class, () -> SqliteOutboxStore.open(file));
    assertTrue(e.getMessage().contains("version 99"), e.getMessage());
  }

  @Test
  void overwritten_pages_are_found_when_it_is_opened() throws IOException {
    Path file = folder.resolve("damaged.db");
    try (OutboxStore store = SqliteOutboxStore.open(file)) {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        drafts.add(new Draft(CodeFingerprint.of(new byte[8]), new byte[40], true));
      }
      store.append(drafts);
    }
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] noise = new byte[(int) f.length() - 4_096];
      new java.util.Random(1).nextBytes(noise);
      f.seek(4_096);
      f.write(noise);
    }
    assertThrows(OutboxCorruptException.class, () -> SqliteOutboxStore.open(file));
  }

  @Test
  void an_outbox_of_version_1_is_migrated_once_and_kept_as_it_was() throws Exception {
    Path file = folder.resolve("old.outbox.db");
    try (var old = getClass().getResourceAsStream("/outbox/version-1.outbox.db")) {
      Files.copy(old, file);
    }
    Path backup = folder.resolve("old.outbox.db.version-1");
    PhotoDigest photo = PhotoDigest.of(new byte[] {1});
    try (SqliteOutboxStore store = SqliteOutboxStore.open(file)) {
      assertEquals(0x70c071d547680652L, store.epoch());
      assertEquals(20, store.stats().lastSequence());
      assertEquals(3, store.stats().trimmedThrough());
      assertEquals(14, store.stats().entries());
      assertEquals(1, store.deadLetters(10).size());
      assertEquals(2, store.later(1).orElseThrow().length);
      assertEquals(15, store.read(4, 100, 1 << 20).size());
      assertTrue(Files.exists(backup));
      store.append(List.of(new Draft(CodeFingerprint.of(new byte[8]), new byte[3], true, photo)));
    }
    Files.delete(backup);
    try (SqliteOutboxStore store = SqliteOutboxStore.open(file)) {
      assertTrue(store.hasStored(photo));
      assertEquals(21, store.stats().lastSequence());
    }
    assertFalse(Files.exists(backup), "it is migrated once");
  }

  @Test
  void the_files_of_an_outbox_can_be_read_by_their_owner_only() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path file = folder.resolve("private.db");
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (OutboxStore store = SqliteOutboxStore.open(file)) {
      store.append(List.of(new Draft(CodeFingerprint.of(new byte[8]), new byte[3], true)));
      int files = 0;
      try (var found = Files.newDirectoryStream(folder, "private.db*")) {
        for (Path one : found) {
          files++;
          assertEquals(
              "rw-------",
              PosixFilePermissions.toString(Files.getPosixFilePermissions(one)),
              one.toString());
        }
      }
      assertEquals(4, files, "the database, its WAL and index, the lock");
    }
  }

  @Test
  void a_file_that_cannot_be_opened_wholly_is_let_go() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")));
    Path file = folder.resolve("lacking.db");
    SqliteOutboxStore.open(file).close();
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s = c.createStatement()) {
      s.executeUpdate("DROP TABLE entry");
    }
    assertThrows(OutboxException.class, () -> SqliteOutboxStore.open(file));
    try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          assertFalse(target.contains("lacking.db"), target + " is still open");
        } catch (NoSuchFileException closedMeanwhile) {
          continue;
        }
      }
    }
  }

  @Test
  void the_lock_is_free_after_a_failed_open() throws IOException {
    Path file = folder.resolve("again.db");
    Files.writeString(file, "not a database at all, but long enough for a header to be read");
    assertThrows(OutboxCorruptException.class, () -> SqliteOutboxStore.open(file));
    Files.delete(file);
    SqliteOutboxStore.open(file).close();
  }
}
