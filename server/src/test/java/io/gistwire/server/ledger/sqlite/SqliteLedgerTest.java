package io.gistwire.server.ledger.sqlite;

import static io.gistwire.server.ledger.sqlite.LedgerFixture.EPOCH;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.failureOf;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.gist;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.key;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.layer;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.put;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.reject;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.skip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.RequestConflictException;
import io.gistwire.server.ledger.SequenceGapException;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest {
  @TempDir Path temp;
  private LedgerFixture fixture;
  private SqliteLedger ledger;

  @BeforeEach
  void open() throws Exception {
    fixture = new LedgerFixture(temp);
    ledger = fixture.ledger;
  }

  @AfterEach
  void checkAndClose() throws Exception {
    assertEquals(List.of(), fixture.check());
    fixture.close();
  }

  @Test
  void a_new_epoch_holds_nothing() {
    assertEquals(0, fixture.lease().heldThrough());
  }

  @Test
  void what_was_appended_is_there_after_reopening() throws Exception {
    assertEquals(3, fixture.put(fixture.lease(), 1, 3).heldThrough());
    fixture.close();
    open();
    assertEquals(3, fixture.lease().heldThrough());
    assertEquals(gist(2), ledger.find(key(2)).orElseThrow().gist());
    assertEquals(3, ledger.log().lastPosition());
  }

  @Test
  void an_equal_duplicate_is_held_once() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 3);
    Appended again = fixture.put(lease, 2, 4);
    assertEquals(new Appended(4, List.of()), again);
    assertEquals(4, fixture.events().size());
  }

  @Test
  void an_unequal_duplicate_is_reported_and_the_first_one_is_kept() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 3);
    Appended again = fixture.append(lease, put(2, 99), put(3));
    assertEquals(List.of(2L), again.conflicts());
    assertEquals(gist(2), ledger.find(key(2)).orElseThrow().gist());
  }

  @Test
  void a_duplicate_of_a_deleted_gist_is_not_stored_again() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 2);
    ledger.delete(key(1)).join();
    assertEquals(new Appended(2, List.of()), fixture.append(lease, put(1)));
    assertEquals(List.of(1L), fixture.append(lease, put(1, 7)).conflicts());
    assertEquals(Optional.empty(), ledger.find(key(1)));
  }

  @Test
  void a_gap_is_refused_with_the_sequence_that_is_expected() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 2);
    var failure =
        assertInstanceOf(
            SequenceGapException.class, failureOf(ledger.append(lease, List.of(put(4)))));
    assertEquals(3, failure.expectedSequence());
  }

  @Test
  void a_skip_consumes_its_range_and_only_what_is_above_counts() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 2);
    assertEquals(10, fixture.append(lease, skip(1, 10)).heldThrough());
    var event = assertInstanceOf(LedgerEvent.Skip.class, fixture.events().get(2));
    assertEquals(3, event.firstSequence());
    assertEquals(10, event.lastSequence());
    SourceRecord source = ledger.sources("acme", "", 10).get(0);
    assertEquals(8, source.lostCount());
    assertEquals(8, source.skippedCount());
  }

  @Test
  void a_rejected_gist_is_recorded_and_consumed() {
    EpochLease lease = fixture.lease();
    assertEquals(2, fixture.append(lease, reject(1), put(2)).heldThrough());
    var event = assertInstanceOf(LedgerEvent.Reject.class, fixture.events().get(0));
    assertEquals(ErrorReason.ERROR_REASON_LAYER_MALFORMED, event.reason());
    assertEquals("embedding has 19 bytes", event.message());
    assertTrue(ledger.isConsumed(key(1)));
    assertEquals(Optional.empty(), ledger.find(key(1)));
  }

  @Test
  void a_newer_lease_makes_the_older_one_void() {
    EpochLease older = fixture.lease();
    EpochLease newer = fixture.lease();
    assertInstanceOf(FencedException.class, failureOf(ledger.append(older, List.of(put(1)))));
    assertEquals(1, fixture.append(newer, put(1)).heldThrough());
  }

  @Test
  void epochs_and_tenants_do_not_touch_each_other() {
    fixture.put(fixture.lease(), 1, 2);
    EpochKey other = new EpochKey(new SourceKey("other", "cam-1"), 0xfeedL);
    EpochLease lease = ledger.lease(other, 0).join();
    assertEquals(0, lease.heldThrough());
    fixture.append(lease, put(1, 50));
    assertEquals(1, ledger.newest("other", List.of(), Long.MAX_VALUE, 10).size());
    assertEquals(2, ledger.newest("acme", List.of(), Long.MAX_VALUE, 10).size());
    assertEquals(16, ledger.layerBytes("other"));
  }

  @Test
  void the_newest_gists_come_first_and_pages_go_on_by_position() {
    EpochLease first = fixture.lease();
    EpochLease second = ledger.lease(new EpochKey(new SourceKey("acme", "cam-2"), 5), 0).join();
    for (int i = 1; i <= 5; i++) {
      fixture.append(first, put(i));
      fixture.append(second, put(i));
    }
    List<HeldGist> page = ledger.newest("acme", List.of(), Long.MAX_VALUE, 3);
    assertEquals(List.of(10L, 9L, 8L), page.stream().map(HeldGist::position).toList());
    List<HeldGist> next = ledger.newest("acme", List.of("cam-2"), 8, 3);
    assertEquals(List.of(6L, 4L, 2L), next.stream().map(HeldGist::position).toList());
  }

  @Test
  void a_deleted_gist_leaves_its_event_and_no_bytes() throws Exception {
    fixture.put(fixture.lease(), 1, 3);
    OptionalLong position = ledger.delete(key(2)).join();
    assertEquals(OptionalLong.of(4), position);
    assertEquals(OptionalLong.empty(), ledger.delete(key(2)).join());
    assertEquals(
        List.of(1L, 3L, 4L), fixture.events().stream().map(LedgerEvent::position).toList());
    assertEquals(32, ledger.layerBytes("acme"));
  }

  @Test
  void later_layers_join_their_gist() {
    EpochLease lease = fixture.lease();
    fixture.put(lease, 1, 1);
    var layout = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1, (byte) 2);
    var longer = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1, (byte) 2, (byte) 3);
    var other = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 9);
    assertEquals(
        AnswerOutcome.ANSWER_OUTCOME_STORED,
        ledger.addLayers(lease, 1, List.of(layout), 1000).join().outcome());
    assertEquals(
        AnswerOutcome.ANSWER_OUTCOME_STORED,
        ledger.addLayers(lease, 1, List.of(longer), 1000).join().outcome());
    assertEquals(
        AnswerOutcome.ANSWER_OUTCOME_HELD,
        ledger.addLayers(lease, 1, List.of(layout), 1000).join().outcome());
    assertEquals(
        ErrorReason.ERROR_REASON_LAYER_CONFLICT,
        ledger.addLayers(lease, 1, List.of(other), 1000).join().reason());
    assertEquals(
        ErrorReason.ERROR_REASON_NOT_FOUND,
        ledger.addLayers(lease, 2, List.of(layout), 1000).join().reason());
    assertEquals(
        ErrorReason.ERROR_REASON_GIST_TOO_LARGE,
        ledger
            .addLayers(lease, 1, List.of(layer(LayerKind.LAYER_KIND_SKETCH, new byte[100])), 100)
            .join()
            .reason());
    HeldGist held = ledger.find(key(1)).orElseThrow();
    assertEquals(List.of(gist(1).getLayers(0), longer), held.gist().getLayersList());
    assertEquals(3, held.changedPosition());
    assertEquals(19, ledger.layerBytes("acme"));
    ledger.delete(key(1)).join();
    assertEquals(
        ErrorReason.ERROR_REASON_GIST_DELETED,
        ledger.addLayers(lease, 1, List.of(layout), 1000).join().reason());
    assertEquals(0, ledger.layerBytes("acme"));
  }

  @Test
  void a_repeated_request_gets_the_first_answer() {
    SourceKey source = EPOCH.source();
    GistKey first = ledger.create(source, Optional.of("r1"), put(0, 5)).join();
    assertEquals(first, ledger.create(source, Optional.of("r1"), put(0, 5)).join());
    assertEquals(2, ledger.create(source, Optional.empty(), put(0, 5)).join().sequence());
    assertInstanceOf(
        RequestConflictException.class,
        failureOf(ledger.create(source, Optional.of("r1"), put(0, 6))));
    assertEquals(gist(5), ledger.find(first).orElseThrow().gist());
  }

  @Test
  void followers_are_told_after_the_commit() throws Exception {
    CompletableFuture<Long> told = new CompletableFuture<>();
    try (var subscription = ledger.log().subscribe(told::complete)) {
      fixture.put(fixture.lease(), 1, 2);
      assertEquals(2, told.get(10, TimeUnit.SECONDS));
    }
    LedgerLog.Slice slice = ledger.log().readAfter(1, 10);
    assertEquals(2, slice.throughPosition());
    assertEquals(gist(2), ((LedgerEvent.Put) slice.events().get(0)).gist());
  }

  @Test
  void names_are_read_back() {
    GistKey key = key(42);
    assertEquals("sources/cam-1/gists/000000000000feed-42", key.toName());
    assertEquals(Optional.of(key), GistKey.parse("acme", key.toName()));
    assertEquals(Optional.empty(), GistKey.parse("acme", "sources/cam-1/gists/feed-42"));
    assertEquals(
        Optional.empty(),
        GistKey.parse("acme", "sources/cam-1/gists/000000000000feed-9999999999999999999"));
  }
}
