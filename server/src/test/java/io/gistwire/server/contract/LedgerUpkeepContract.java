package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the {@link LedgerUpkeep} of every ledger does. */
public abstract class LedgerUpkeepContract {
  private static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final int CODE_BYTES = 16;

  /** A folder for backups. */
  @TempDir protected Path backups;

  private Ledger ledger;
  private LedgerUpkeep upkeep;
  private GistWriter writer;

  /**
   * Opens a ledger: the first time over empty storage that no other test uses, afterwards over what
   * this test has written.
   *
   * @param tombstoneMillis how long events of deleted gists stay in the log for followers
   */
  protected abstract Ledger open(long tombstoneMillis) throws Exception;

  @BeforeEach
  void openLedger() throws Exception {
    use(open(0));
  }

  private void use(Ledger opened) {
    ledger = opened;
    upkeep = ledger.upkeep();
    writer = new GistWriter(ledger);
  }

  @AfterEach
  void closeLedger() {
    ledger.close();
  }

  private List<GistKey> put(String tenant, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(GistWriter.gist(new byte[CODE_BYTES], null, null, 1 + i));
    }
    return writer.putAll(tenant, "cam", CODE, gists);
  }

  private List<GistKey> held(String tenant) {
    return ledger.newest(tenant, List.of(), Long.MAX_VALUE, 10_000).stream()
        .map(HeldGist::key)
        .sorted((a, b) -> Long.compare(a.sequence(), b.sequence()))
        .toList();
  }

  private static Retention bytes(long bytes) {
    return new Retention(NONE, OptionalLong.of(bytes), NONE);
  }

  private static Retention age(long millis) {
    return new Retention(OptionalLong.of(millis), NONE, NONE);
  }

  @Test
  void a_tenant_keeps_everything_unless_told_otherwise() throws Exception {
    List<GistKey> keys = put("acme", 3);
    assertEquals(Retention.FOREVER, upkeep.retention("acme"));
    assertEquals(Map.of(), upkeep.alertAges());
    assertEquals(0, countExpired("acme", Retention.FOREVER));
    assertEquals(0, upkeep.expire());
    assertEquals(keys, held("acme"));
  }

  @Test
  void a_retention_is_the_tenants_own_and_stays() throws Exception {
    Retention all =
        new Retention(OptionalLong.of(1_000_000), OptionalLong.of(77), OptionalLong.of(5_000));
    upkeep.setRetention("acme", all).get();
    ledger.close();
    use(open(0));
    assertEquals(all, upkeep.retention("acme"));
    assertEquals(Retention.FOREVER, upkeep.retention("other"));
    assertEquals(Map.of("acme", 5_000L), upkeep.alertAges());
    upkeep.setRetention("acme", Retention.FOREVER).get();
    assertEquals(Retention.FOREVER, upkeep.retention("acme"));
    assertEquals(Map.of(), upkeep.alertAges());
  }

  @Test
  void retention_by_bytes_deletes_the_oldest_as_many_as_it_had_counted() throws Exception {
    List<GistKey> keys = put("acme", 10);
    assertEquals(6, countExpired("acme", bytes(4 * CODE_BYTES)));
    assertEquals(keys, held("acme"));
    upkeep.setRetention("acme", bytes(4 * CODE_BYTES)).get();
    assertEquals(keys, held("acme"));
    assertEquals(6, upkeep.expire());
    assertEquals(keys.subList(6, 10), held("acme"));
    assertEquals(4 * CODE_BYTES, ledger.layerBytes("acme"));
    assertEquals(0, upkeep.expire());
  }

  @Test
  void retention_by_age_spares_younger_gists_and_other_tenants() throws Exception {
    List<GistKey> older = put("acme", 700);
    List<GistKey> theirs = put("other", 2);
    Thread.sleep(3_000);
    List<GistKey> younger = put("acme", 5);
    long millis = System.currentTimeMillis() - received(older.get(699)) - 50;
    assertEquals(700, countExpired("acme", age(millis)));
    long later = System.currentTimeMillis() + 1_000_000;
    assertEquals(705, upkeep.countExpired("acme", age(millis), later));
    assertEquals(0, upkeep.countExpired("acme", age(millis), received(older.get(0))));
    upkeep.setRetention("acme", age(millis)).get();
    assertEquals(700, upkeep.expire());
    assertEquals(younger, held("acme"));
    assertEquals(theirs, held("other"));
  }

  private long countExpired(String tenant, Retention retention) {
    return upkeep.countExpired(tenant, retention, System.currentTimeMillis());
  }

  private long received(GistKey key) {
    return ledger.find(key).orElseThrow().receivedMillis();
  }

  @Test
  void an_expired_gist_is_deleted_for_followers_and_not_stored_again() throws Exception {
    ledger.close();
    use(open(1_000_000_000));
    GistKey key = put("acme", 1).get(0);
    long before = ledger.log().lastPosition();
    upkeep.setRetention("acme", bytes(1)).get();
    assertEquals(1, upkeep.expire());
    List<LedgerEvent> events = ledger.log().readAfter(before, 100).events();
    assertEquals(1, events.size());
    assertEquals(key, ((LedgerEvent.Delete) events.get(0)).key());
    assertTrue(ledger.isConsumed(key));
    writer = new GistWriter(ledger);
    var lease = ledger.lease(key.epoch(), 0).get();
    assertEquals(1, lease.heldThrough());
    assertEquals(0, ledger.log().prunedThrough());
  }

  @Test
  void a_follower_learns_how_far_deletions_were_forgotten() throws Exception {
    List<GistKey> keys = put("acme", 3);
    upkeep.expire();
    assertEquals(0, ledger.log().prunedThrough());
    long deleted = ledger.delete(keys.get(1)).get().orElseThrow();
    upkeep.expire();
    assertTrue(
        ledger.log().prunedThrough() >= deleted,
        "deletion at " + deleted + ", pruned through " + ledger.log().prunedThrough());
    List<LedgerEvent> events = ledger.log().readAfter(0, 100).events();
    assertEquals(
        List.of(keys.get(0), keys.get(2)),
        events.stream().map(event -> ((LedgerEvent.Put) event).key()).toList());
    assertEquals(Optional.empty(), ledger.find(keys.get(1)));
  }

  @Test
  void a_sound_ledger_has_no_findings() throws Exception {
    List<GistKey> keys = put("acme", 20);
    ledger.delete(keys.get(3)).get();
    writer.addLayer(keys.get(4), LayerKind.LAYER_KIND_LAYOUT, new byte[] {1, 2});
    List<LedgerUpkeep.Finding> findings = new ArrayList<>();
    assertEquals(0, upkeep.check(true, findings::add));
    assertEquals(0, upkeep.check(false, findings::add));
    assertEquals(List.of(), findings);
  }

  @Test
  void a_compaction_changes_no_gist() throws Exception {
    List<GistKey> keys = put("acme", 2_000);
    upkeep.setRetention("acme", bytes(10 * CODE_BYTES)).get();
    upkeep.expire();
    LedgerUpkeep.Compaction sizes = upkeep.compact(0, 60_000);
    assertTrue(sizes.sizeAfterBytes() <= sizes.sizeBeforeBytes(), sizes.toString());
    assertEquals(keys.subList(1_990, 2_000), held("acme"));
  }

  @Test
  void a_backup_is_a_whole_file_of_a_position_or_its_absence_is_explained() throws Exception {
    put("acme", 3);
    Path target = backups.resolve("backup.db");
    LedgerUpkeep.Backup backup;
    try {
      backup = upkeep.backup(target);
    } catch (UnsupportedOperationException e) {
      assertFalse(e.getMessage().isEmpty());
      return;
    }
    assertEquals(target.toAbsolutePath(), backup.path());
    assertEquals(Files.size(target), backup.sizeBytes());
    assertEquals(ledger.log().lastPosition(), backup.position());
    assertArrayEquals(sha256(target), backup.sha256());
    assertThrows(FileAlreadyExistsException.class, () -> upkeep.backup(target));
  }

  private static byte[] sha256(Path file) throws IOException {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
