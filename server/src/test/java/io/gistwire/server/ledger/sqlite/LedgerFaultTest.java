package io.gistwire.server.ledger.sqlite;

import static io.gistwire.server.ledger.sqlite.LedgerFixture.failureOf;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.key;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerFaultTest {
  private static final LedgerOptions FAST = new LedgerOptions(4096, 1, 10, 2, 0);

  @TempDir Path temp;
  private final FailingDisk disk = new FailingDisk();

  @Test
  void a_full_disk_stops_acks_and_not_the_process() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      fixture.put(lease, 1, 100);
      disk.fill();
      List<CompletableFuture<Appended>> waiting = new ArrayList<>();
      for (int i = 101; i <= 2000; i++) {
        waiting.add(fixture.ledger.append(lease, List.of(put(i))));
      }
      awaitKind(fixture, LedgerState.Kind.STALLED);
      assertTrue(fixture.ledger.state().reason().contains("free space"));
      CompletableFuture<Appended> last = waiting.get(waiting.size() - 1);
      assertFalse(last.isDone());
      assertEquals(100, fixture.ledger.find(key(100)).orElseThrow().key().sequence());
      disk.heal();
      assertEquals(2000, last.get(30, TimeUnit.SECONDS).heldThrough());
      awaitKind(fixture, LedgerState.Kind.RUNNING);
      assertEquals(List.of(), fixture.check());
      assertEquals(2000, fixture.events().size());
    }
  }

  @Test
  void a_write_that_met_a_file_held_by_another_process_is_done_when_it_is_let_go()
      throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      disk.hold();
      CompletableFuture<Appended> first = fixture.ledger.append(lease, List.of(put(1)));
      awaitKind(fixture, LedgerState.Kind.STALLED);
      CompletableFuture<Appended> second = fixture.ledger.append(lease, List.of(put(2)));
      disk.heal();
      assertEquals(1, first.get(30, TimeUnit.SECONDS).heldThrough());
      assertEquals(2, second.get(30, TimeUnit.SECONDS).heldThrough());
      assertEquals(2, fixture.events().size());
    }
  }

  @Test
  void a_write_that_was_cancelled_before_its_turn_is_not_written() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      disk.hold();
      CompletableFuture<Appended> first = fixture.ledger.append(lease, List.of(put(1)));
      awaitKind(fixture, LedgerState.Kind.STALLED);
      CompletableFuture<GistKey> given_up =
          fixture.ledger.create(lease.epoch().source(), java.util.Optional.empty(), put(0, 7));
      given_up.cancel(false);
      disk.heal();
      assertEquals(1, first.get(30, TimeUnit.SECONDS).heldThrough());
      assertEquals(2, fixture.put(lease, 2, 2).heldThrough());
      assertEquals(2, fixture.events().size());
    }
  }

  @Test
  void a_follower_never_reads_beyond_the_last_position() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      List<Long> beyond = new ArrayList<>();
      disk.afterCommit(
          () -> {
            LedgerLog log = fixture.ledger.log();
            long through = log.readAfter(0, Integer.MAX_VALUE).throughPosition();
            beyond.add(through - log.lastPosition());
          });
      fixture.put(lease, 1, 10);
      fixture.put(lease, 11, 20);
      disk.afterCommit(() -> {});
      assertEquals(List.of(0L, 0L), beyond);
      assertEquals(20, fixture.events().size());
    }
  }

  @Test
  void an_error_in_a_write_fails_that_write_and_later_ones_go_on() throws Exception {
    for (Throwable failure : List.of(new OutOfMemoryError("test"), new AssertionError("test"))) {
      Path own = temp.resolve(failure.getClass().getSimpleName());
      try (LedgerFixture fixture = new LedgerFixture(own, FAST, disk)) {
        EpochLease lease = fixture.lease();
        disk.throwAtCommit(failure);
        assertEquals(failure, failureOf(fixture.ledger.append(lease, List.of(put(1)))));
        disk.heal();
        assertEquals(1, fixture.put(lease, 1, 1).heldThrough());
        assertTrue(fixture.ledger.state().isRunning());
        assertEquals(List.of(), fixture.check());
      }
    }
  }

  @Test
  void a_recovery_that_throws_is_tried_again() throws Exception {
    for (Throwable failure : List.of(new IllegalStateException("test"), new OutOfMemoryError())) {
      Path own = temp.resolve(failure.getClass().getSimpleName());
      try (LedgerFixture fixture = new LedgerFixture(own, FAST, disk)) {
        EpochLease lease = fixture.lease();
        disk.throwAtOpen(failure);
        disk.failBeforeCommit();
        CompletableFuture<Appended> waiting = fixture.ledger.append(lease, List.of(put(1)));
        int opened = disk.openedCount();
        while (disk.openedCount() < opened + 3) {
          Thread.sleep(1);
        }
        assertFalse(waiting.isDone());
        disk.heal();
        assertEquals(1, waiting.get(30, TimeUnit.SECONDS).heldThrough());
        assertEquals(2, fixture.put(lease, 2, 2).heldThrough());
      }
    }
  }

  @Test
  void a_listener_that_throws_holds_no_ack_back() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      LedgerLog.Subscription subscription =
          fixture
              .ledger
              .log()
              .subscribe(
                  last -> {
                    throw new IllegalStateException("by the test");
                  });
      CompletableFuture<Appended> acked = fixture.ledger.append(lease, List.of(put(1)));
      assertEquals(1, acked.get(30, TimeUnit.SECONDS).heldThrough());
      subscription.close();
    }
  }

  @Test
  void a_failed_sync_is_followed_by_a_reopened_file_and_no_ack_in_between() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      int openedBefore = disk.openedCount();
      disk.failBeforeCommit();
      CompletableFuture<Appended> waiting = fixture.ledger.append(lease, List.of(put(1)));
      awaitKind(fixture, LedgerState.Kind.STALLED);
      assertFalse(waiting.isDone());
      assertEquals(0, fixture.ledger.log().lastPosition());
      disk.heal();
      assertEquals(1, waiting.get(30, TimeUnit.SECONDS).heldThrough());
      assertTrue(disk.openedCount() > openedBefore);
      assertEquals(1, fixture.events().size());
    }
  }

  @Test
  void a_commit_that_remains_although_its_sync_failed_is_not_written_twice() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      disk.failAfterCommit();
      CompletableFuture<GistKey> created =
          fixture.ledger.create(lease.epoch().source(), java.util.Optional.empty(), put(0, 7));
      awaitKind(fixture, LedgerState.Kind.STALLED);
      assertFalse(created.isDone());
      disk.heal();
      assertEquals(1, created.get(30, TimeUnit.SECONDS).sequence());
      assertEquals(1, fixture.events().size());
      assertEquals(16, fixture.ledger.layerBytes("acme"));
      assertEquals(List.of(), fixture.check());
    }
  }

  @Test
  void a_stalled_ledger_can_be_closed_and_fails_what_waits() throws Exception {
    LedgerFixture fixture = open();
    EpochLease lease = fixture.lease();
    disk.failBeforeCommit();
    CompletableFuture<Appended> waiting = fixture.ledger.append(lease, List.of(put(1)));
    awaitKind(fixture, LedgerState.Kind.STALLED);
    fixture.close();
    assertInstanceOf(LedgerUnavailableException.class, failureOf(waiting));
  }

  @Test
  void a_corrupt_ledger_is_refused_with_what_to_do() throws Exception {
    try (LedgerFixture fixture = open()) {
      fixture.put(fixture.lease(), 1, 500);
    }
    try (RandomAccessFile file = new RandomAccessFile(ledgerFile().toFile(), "rw")) {
      file.seek(0);
      file.write(new byte[4096]);
    }
    IOException refused = assertThrows(IOException.class, this::open);
    assertTrue(refused.getMessage().contains("put a backup in its place"), refused.getMessage());
  }

  @Test
  void damage_inside_the_file_is_found_by_the_check() throws Exception {
    try (LedgerFixture fixture = open()) {
      fixture.put(fixture.lease(), 1, 5000);
    }
    try (Connection connection = SqliteFile.openForWriting(ledgerFile());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE log SET payload = zeroblob(length(payload)) WHERE position = 7");
      statement.execute("DELETE FROM log WHERE position = 9");
      statement.execute("UPDATE epoch SET held_through = 4000");
    }
    try (LedgerFixture fixture = open()) {
      List<String> subjects = fixture.check().stream().map(LedgerUpkeep.Finding::subject).toList();
      assertTrue(subjects.contains("position 7"), subjects.toString());
      assertTrue(subjects.contains(key(9).toName()), subjects.toString());
      assertTrue(subjects.contains("sources/cam-1 epoch 000000000000feed"), subjects.toString());
    }
  }

  @Test
  void a_read_only_file_stops_acks_until_it_can_be_written() throws Exception {
    try (LedgerFixture fixture = open()) {
      EpochLease lease = fixture.lease();
      fixture.put(lease, 1, 1);
      // The folder goes read-only below SQLite as a remounted disk would: its own words for it.
      disk.failWith(8, "[SQLITE_READONLY] by the test");
      CompletableFuture<Appended> waiting = fixture.ledger.append(lease, List.of(put(2)));
      awaitKind(fixture, LedgerState.Kind.STALLED);
      assertTrue(fixture.ledger.state().reason().contains("permissions"));
      assertFalse(waiting.isDone());
      disk.heal();
      assertEquals(2, waiting.get(30, TimeUnit.SECONDS).heldThrough());
    }
  }

  @Test
  void a_ledger_of_a_newer_version_is_refused() throws Exception {
    open().close();
    try (Connection connection = SqliteFile.openForWriting(ledgerFile());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    IOException refused = assertThrows(IOException.class, this::open);
    assertTrue(refused.getMessage().contains("version 99"), refused.getMessage());
  }

  @Test
  void a_foreign_sqlite_file_is_not_written_to() throws Exception {
    Files.createDirectories(temp);
    try (Connection connection = SqliteFile.openForWriting(ledgerFile());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE photos (id INTEGER PRIMARY KEY)");
    }
    IOException refused = assertThrows(IOException.class, this::open);
    assertTrue(refused.getMessage().contains("no ledger"), refused.getMessage());
  }

  @Test
  void one_process_at_a_time_opens_a_folder() throws Exception {
    try (LedgerFixture fixture = open()) {
      IOException refused = assertThrows(IOException.class, () -> DataFolder.open(temp));
      String pid = Long.toString(ProcessHandle.current().pid());
      assertTrue(refused.getMessage().contains("process " + pid), refused.getMessage());
    }
    open().close();
  }

  private LedgerFixture open() throws IOException {
    return new LedgerFixture(temp, FAST, disk);
  }

  private Path ledgerFile() {
    return temp.resolve(SqliteLedger.FILE);
  }

  private static void awaitKind(LedgerFixture fixture, LedgerState.Kind kind)
      throws InterruptedException {
    while (fixture.ledger.state().kind() != kind) {
      Thread.sleep(1);
    }
  }
}
