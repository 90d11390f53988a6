package io.gistwire.server.ledger.sqlite;

import static io.gistwire.server.ledger.sqlite.LedgerFixture.EPOCH;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.key;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.storage.SqliteFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerUpkeepTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  @TempDir Path temp;
  private LedgerFixture fixture;
  private SqliteLedger ledger;
  private LedgerUpkeep upkeep;

  @BeforeEach
  void open() throws Exception {
    LedgerOptions noTombstones = new LedgerOptions(4096, 1, 10, 2, -1);
    fixture = new LedgerFixture(temp.resolve("data"), noTombstones);
    ledger = fixture.ledger;
    upkeep = ledger.upkeep();
  }

  @AfterEach
  void close() throws Exception {
    assertEquals(List.of(), fixture.check());
    fixture.close();
  }

  @Test
  void the_log_is_moved_into_the_file_without_the_writer() throws Exception {
    fixture.put(fixture.lease(), 1, 20_000);
    Path file = temp.resolve("data").resolve(SqliteLedger.FILE);
    Path log = file.resolveSibling(SqliteLedger.FILE + "-wal");
    assertTrue(Files.size(log) / 4096 < Checkpointer.BACKSTOP_PAGES);
    while (Files.size(file) < 1 << 20) {
      Thread.sleep(10);
    }
    assertEquals(20_000, fixture.events().size());
  }

  @Test
  void a_backup_is_a_ledger_of_its_own() throws Exception {
    fixture.put(fixture.lease(), 1, 300);
    Path target = temp.resolve("restored").resolve(SqliteLedger.FILE);
    Files.createDirectories(target.getParent());
    LedgerUpkeep.Backup backup = upkeep.backup(target);
    assertEquals(300, backup.position());
    assertEquals(Files.size(target), backup.sizeBytes());
    fixture.put(fixture.lease(), 301, 310);
    try (LedgerFixture restored = new LedgerFixture(target.getParent())) {
      assertEquals(300, restored.lease().heldThrough());
      assertEquals(List.of(), restored.check());
    }
    assertThrows(FileAlreadyExistsException.class, () -> upkeep.backup(target));
  }

  @Test
  void a_restored_server_takes_what_was_received_after_the_backup_again() throws Exception {
    fixture.put(fixture.lease(), 1, 10);
    Path target = temp.resolve("restored").resolve(SqliteLedger.FILE);
    Files.createDirectories(target.getParent());
    upkeep.backup(target);
    fixture.put(fixture.lease(), 11, 20);
    try (LedgerFixture restored = new LedgerFixture(target.getParent())) {
      EpochLease lease = restored.lease();
      assertEquals(10, lease.heldThrough());
      // The client has trimmed 11 to 15 and still has the rest.
      restored.append(lease, LedgerFixture.skip(11, 15));
      assertEquals(20, restored.put(lease, 16, 20).heldThrough());
      assertEquals(5, restored.ledger.sources("acme", "", 1).get(0).lostCount());
      assertEquals(List.of(), restored.check());
    }
  }

  @Test
  void space_of_deleted_gists_goes_back_to_the_disk() throws Exception {
    fixture.put(fixture.lease(), 1, 20_000);
    upkeep.setRetention("acme", new Retention(NONE, OptionalLong.of(160), NONE)).join();
    assertEquals(19_990, upkeep.expire());
    LedgerUpkeep.Compaction sizes = upkeep.compact(0, 60_000);
    assertTrue(
        sizes.sizeAfterBytes() < sizes.sizeBeforeBytes() / 4,
        sizes.sizeBeforeBytes() + " before, " + sizes.sizeAfterBytes() + " after");
    assertEquals(10, ledger.stats(Optional.empty()).gistCount());
    assertEquals(160, ledger.layerBytes("acme"));
  }

  @Test
  void retention_by_bytes_deletes_the_oldest_first() throws Exception {
    fixture.put(fixture.lease(), 1, 10);
    Retention retention = new Retention(NONE, OptionalLong.of(16 * 4), NONE);
    assertEquals(6, upkeep.countExpired("acme", retention, System.currentTimeMillis()));
    upkeep.setRetention("acme", retention).join();
    assertEquals(6, upkeep.expire());
    assertEquals(Optional.empty(), ledger.find(key(6)));
    assertTrue(ledger.find(key(7)).isPresent());
    assertEquals(retention, upkeep.retention("acme"));
  }

  @Test
  void retention_by_age_spares_other_tenants() throws Exception {
    fixture.put(fixture.lease(), 1, 3);
    EpochKey other = new EpochKey(new SourceKey("other", "cam-1"), 9);
    fixture.append(ledger.lease(other, 0).join(), put(1));
    Thread.sleep(5);
    upkeep.setRetention("acme", new Retention(OptionalLong.of(1), NONE, NONE)).join();
    assertEquals(3, upkeep.expire());
    assertEquals(1, ledger.newest("other", List.of(), Long.MAX_VALUE, 10).size());
    assertEquals(0, ledger.newest("acme", List.of(), Long.MAX_VALUE, 10).size());
  }

  @Test
  void an_age_and_a_size_count_what_they_then_delete() throws Exception {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 700);
    Thread.sleep(300);
    fixture.put(lease, 701, 1_500);
    Retention retention = new Retention(OptionalLong.of(150), OptionalLong.of(16 * 900), NONE);
    assertEquals(
        700,
        upkeep.countExpired(
            "acme", new Retention(OptionalLong.of(150), NONE, NONE), System.currentTimeMillis()));
    assertEquals(700, upkeep.countExpired("acme", retention, System.currentTimeMillis()));
    upkeep.setRetention("acme", retention).join();
    assertEquals(700, upkeep.expire());
    assertEquals(800, ledger.stats(Optional.of("acme")).gistCount());
  }

  @Test
  void a_deleted_gist_leaves_no_event_of_its_later_layers() throws Exception {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 2);
    ledger
        .addLayers(
            lease, 1, List.of(LedgerFixture.layer(LayerKind.LAYER_KIND_LAYOUT, new byte[9])), 999)
        .join();
    assertEquals(41, ledger.layerBytes("acme"));
    ledger.delete(key(1)).join();
    assertEquals(16, ledger.layerBytes("acme"));
    upkeep.expire();
    assertEquals(List.of(2L), fixture.events().stream().map(LedgerEvent::position).toList());
    assertEquals(1, rowsOfLog());
  }

  private long rowsOfLog() throws Exception {
    Path file = temp.resolve("data").resolve(SqliteLedger.FILE);
    try (Connection connection = SqliteFile.openForReading(file);
        ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM log")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void the_newest_gists_of_a_tenant_are_those_of_all_its_sources() {
    for (int i = 0; i < 300; i++) {
      EpochKey epoch = new EpochKey(new SourceKey(i % 3 == 0 ? "other" : "acme", "cam-" + i), 1);
      fixture.append(ledger.lease(epoch, 0).join(), put(1));
    }
    List<HeldGist> all = ledger.newest("acme", List.of(), Long.MAX_VALUE, 1000);
    List<String> named =
        all.stream().map(gist -> gist.key().epoch().source().source()).distinct().toList();
    assertEquals(200, all.size());
    assertEquals(200, named.size());
    assertEquals(
        all.stream().map(HeldGist::key).toList(),
        ledger.newest("acme", named, Long.MAX_VALUE, 1000).stream().map(HeldGist::key).toList());
  }

  @Test
  void an_expired_gist_that_comes_again_is_not_stored_again() throws Exception {
    fixture.put(fixture.lease(), 1, 3);
    upkeep.setRetention("acme", new Retention(NONE, OptionalLong.of(1), NONE)).join();
    upkeep.expire();
    assertEquals(3, fixture.put(fixture.lease(), 1, 3).heldThrough());
    assertEquals(Optional.empty(), ledger.find(key(2)));
    assertTrue(ledger.isConsumed(key(2)));
    assertEquals(4, fixture.put(ledger.lease(EPOCH, 0).join(), 4, 4).heldThrough());
  }

  @Test
  void a_follower_learns_how_far_deletions_were_forgotten() throws Exception {
    fixture.put(fixture.lease(), 1, 3);
    assertEquals(0, ledger.log().prunedThrough());
    ledger.delete(key(2)).join();
    upkeep.expire();
    assertEquals(4, ledger.log().prunedThrough());
    assertEquals(List.of(1L, 3L), fixture.events().stream().map(LedgerEvent::position).toList());
  }
}
