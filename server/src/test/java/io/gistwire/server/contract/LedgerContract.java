package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.RequestConflictException;
import io.gistwire.server.ledger.SequenceGapException;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import io.gistwire.server.ledger.Submission;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Ledger} does, its {@link LedgerLog} included. Positions increase; no test
 * assumes that they are dense.
 */
public abstract class LedgerContract {
  /** Fingerprint of all gists. */
  protected static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");

  private static final SourceKey CAM = new SourceKey("acme", "cam-1");
  private static final EpochKey EPOCH = new EpochKey(CAM, 0xfeedL);
  private static final int CODE_BYTES = 16;
  private static final int MAX_GIST = 1000;
  private static final long WAIT_SECONDS = 60;

  /** The ledger under test. */
  protected Ledger ledger;

  /**
   * Opens a ledger: the first time over empty storage that no other test uses, afterwards over what
   * this test has written.
   */
  protected abstract Ledger open() throws Exception;

  @BeforeEach
  void openLedger() throws Exception {
    ledger = open();
  }

  @AfterEach
  void closeLedger() {
    ledger.close();
  }

  private void reopen() throws Exception {
    ledger.close();
    ledger = open();
  }

  private EpochLease lease() {
    return done(ledger.lease(EPOCH, 0));
  }

  private EpochLease lease(String tenant, String source) {
    return done(ledger.lease(new EpochKey(new SourceKey(tenant, source), 7), 0));
  }

  private Appended append(EpochLease lease, Submission... submissions) {
    return done(ledger.append(lease, List.of(submissions)));
  }

  private Appended put(EpochLease lease, long first, long last) {
    List<Submission> puts = new ArrayList<>();
    for (long sequence = first; sequence <= last; sequence++) {
      puts.add(put(sequence));
    }
    return done(ledger.append(lease, puts));
  }

  private static Submission.Put put(long sequence) {
    return put(sequence, sequence);
  }

  private static Submission.Put put(long sequence, long meaning) {
    return Submission.Put.of(sequence, CODE, gist(meaning));
  }

  private static Submission.Skip skip(long first, long last) {
    return new Submission.Skip(first, last, SkipReason.SKIP_REASON_LOST);
  }

  private static Submission.Reject reject(long sequence, long digest) {
    return new Submission.Reject(
        sequence, ErrorReason.ERROR_REASON_LAYER_MALFORMED, "embedding has 19 bytes", digest);
  }

  private static Gist gist(long meaning) {
    byte[] code = ByteBuffer.allocate(CODE_BYTES).putLong(meaning).putLong(~meaning).array();
    return Gist.newBuilder()
        .addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING, code))
        .setCaptureTimeMillis(1_700_000_000_000L + meaning)
        .build();
  }

  private static Layer layer(LayerKind kind, byte... bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  private static GistKey key(long sequence) {
    return new GistKey(EPOCH, sequence);
  }

  private static <T> T done(CompletableFuture<T> future) {
    try {
      return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the ledger did not answer within " + WAIT_SECONDS + " s", e);
    } catch (Exception e) {
      throw new AssertionError("the ledger refused: " + e.getMessage(), e);
    }
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    try {
      return new AssertionError(
          "it was accepted: " + future.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join());
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  /** All events, read in slices. */
  private List<LedgerEvent> events(int sliceRows) {
    List<LedgerEvent> events = new ArrayList<>();
    long position = 0;
    while (position < ledger.log().lastPosition()) {
      LedgerLog.Slice slice = ledger.log().readAfter(position, sliceRows);
      assertTrue(
          slice.throughPosition() > position,
          "the slice after " + position + " ends at " + slice.throughPosition());
      events.addAll(slice.events());
      position = slice.throughPosition();
    }
    return events;
  }

  private List<LedgerEvent> events() {
    return events(1000);
  }

  private List<GistKey> newest(String tenant, List<String> sources, long before, int limit) {
    return ledger.newest(tenant, sources, before, limit).stream().map(HeldGist::key).toList();
  }

  private long positionOf(GistKey key) {
    return ledger.find(key).orElseThrow(() -> new AssertionError(key + " is missing")).position();
  }

  // Epochs and appends.

  @Test
  void a_new_epoch_holds_nothing() {
    assertEquals(0, lease().heldThrough());
    assertEquals(EPOCH, lease().epoch());
    assertEquals(0, ledger.log().lastPosition());
  }

  @Test
  void what_was_acked_is_read_at_once() {
    EpochLease lease = lease();
    for (int i = 1; i <= 20; i++) {
      assertEquals(new Appended(i, List.of()), append(lease, put(i)));
      HeldGist held = ledger.find(key(i)).orElseThrow(() -> new AssertionError("not found"));
      assertEquals(gist(i), held.gist());
      assertEquals(CODE, held.fingerprint());
      assertEquals(held.position(), held.changedPosition());
      assertTrue(ledger.log().lastPosition() >= held.position());
    }
  }

  @Test
  void what_was_acked_is_there_after_reopening() throws Exception {
    put(lease(), 1, 3);
    done(ledger.delete(key(2)));
    long last = ledger.log().lastPosition();
    List<LedgerEvent> events = events();
    reopen();
    assertEquals(last, ledger.log().lastPosition());
    assertEquals(events, events());
    assertEquals(gist(3), ledger.find(key(3)).orElseThrow().gist());
    assertEquals(Optional.empty(), ledger.find(key(2)));
    assertEquals(3, lease().heldThrough());
    assertEquals(2 * CODE_BYTES, ledger.layerBytes("acme"));
  }

  @Test
  void acks_of_an_epoch_come_in_the_order_of_the_calls() {
    EpochLease lease = lease();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      int sequence = i;
      all.add(ledger.append(lease, List.of(put(i))).thenRun(() -> order.add(sequence)));
    }
    all.forEach(LedgerContract::done);
    assertEquals(order.stream().sorted().toList(), order);
    assertEquals(50, order.size());
  }

  @Test
  void an_equal_duplicate_is_stored_once() {
    EpochLease lease = lease();
    put(lease, 1, 3);
    assertEquals(new Appended(4, List.of()), put(lease, 2, 4));
    assertEquals(4, events().size());
    assertEquals(4 * CODE_BYTES, ledger.layerBytes("acme"));
  }

  @Test
  void an_unequal_duplicate_is_told_and_the_first_one_stays() {
    EpochLease lease = lease();
    put(lease, 1, 3);
    assertEquals(new Appended(3, List.of(2L)), append(lease, put(2, 99), put(3)));
    assertEquals(gist(2), ledger.find(key(2)).orElseThrow().gist());
  }

  @Test
  void a_duplicate_of_a_deleted_gist_is_compared_and_not_stored_again() {
    EpochLease lease = lease();
    put(lease, 1, 2);
    done(ledger.delete(key(1)));
    assertEquals(new Appended(2, List.of()), append(lease, put(1)));
    assertEquals(List.of(1L), append(lease, put(1, 7)).conflicts());
    assertEquals(Optional.empty(), ledger.find(key(1)));
  }

  @Test
  void a_rejected_gist_is_recorded_consumed_and_compared() {
    EpochLease lease = lease();
    assertEquals(new Appended(2, List.of()), append(lease, reject(1, 55), put(2)));
    var event = assertInstanceOf(LedgerEvent.Reject.class, events().get(0));
    assertEquals(key(1), event.key());
    assertEquals(ErrorReason.ERROR_REASON_LAYER_MALFORMED, event.reason());
    assertEquals("embedding has 19 bytes", event.message());
    assertEquals(List.of(), append(lease, reject(1, 55)).conflicts());
    assertEquals(List.of(1L), append(lease, reject(1, 56)).conflicts());
    assertEquals(Optional.empty(), ledger.find(key(1)));
  }

  @Test
  void a_gap_is_refused_with_the_sequence_that_is_expected_and_nothing_is_written() {
    EpochLease lease = lease();
    put(lease, 1, 2);
    var failure =
        assertInstanceOf(
            SequenceGapException.class, failureOf(ledger.append(lease, List.of(put(4)))));
    assertEquals(3, failure.expectedSequence());
    assertEquals(Optional.empty(), ledger.find(key(4)));
    assertEquals(2, events().size());
    assertEquals(3, append(lease, put(3)).heldThrough());
  }

  @Test
  void a_skip_consumes_only_what_was_not_consumed_before() {
    EpochLease lease = lease();
    put(lease, 1, 2);
    assertEquals(10, append(lease, skip(1, 10)).heldThrough());
    var event = assertInstanceOf(LedgerEvent.Skip.class, events().get(2));
    assertEquals(EPOCH, event.epoch());
    assertEquals(3, event.firstSequence());
    assertEquals(10, event.lastSequence());
    assertEquals(SkipReason.SKIP_REASON_LOST, event.reason());
    assertEquals(gist(1), ledger.find(key(1)).orElseThrow().gist());
    SourceRecord source = ledger.sources("acme", "", 10).get(0);
    assertEquals(8, source.lostCount());
    assertEquals(8, source.skippedCount());
  }

  @Test
  void a_newer_lease_makes_the_older_one_void() {
    EpochLease older = lease();
    put(older, 1, 1);
    EpochLease newer = lease();
    assertEquals(1, newer.heldThrough());
    Layer layout = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1);
    assertInstanceOf(FencedException.class, failureOf(ledger.append(older, List.of(put(2)))));
    assertInstanceOf(
        FencedException.class, failureOf(ledger.addLayers(older, 1, List.of(layout), MAX_GIST)));
    assertEquals(2, append(newer, put(2)).heldThrough());
  }

  @Test
  void a_lease_that_was_given_back_is_void_and_leaves_a_newer_one_alone() {
    EpochLease first = lease();
    ledger.release(first);
    assertInstanceOf(FencedException.class, failureOf(ledger.append(first, List.of(put(1)))));
    EpochLease older = lease();
    EpochLease newer = lease();
    ledger.release(older);
    assertEquals(1, append(newer, put(1)).heldThrough());
  }

  @Test
  void epochs_sources_and_tenants_do_not_touch_each_other() {
    put(lease(), 1, 2);
    for (EpochKey other :
        List.of(
            new EpochKey(CAM, 0xbeefL),
            new EpochKey(new SourceKey("acme", "cam-2"), 0xfeedL),
            new EpochKey(new SourceKey("other", "cam-1"), 0xfeedL))) {
      EpochLease lease = done(ledger.lease(other, 0));
      assertEquals(0, lease.heldThrough());
      assertEquals(1, append(lease, put(1, 50)).heldThrough());
      assertEquals(gist(50), ledger.find(new GistKey(other, 1)).orElseThrow().gist());
    }
    assertEquals(gist(1), ledger.find(key(1)).orElseThrow().gist());
    assertEquals(1, ledger.newest("other", List.of(), Long.MAX_VALUE, 10).size());
    assertEquals(CODE_BYTES, ledger.layerBytes("other"));
    assertEquals(4 * CODE_BYTES, ledger.layerBytes("acme"));
  }

  // Later layers.

  private LayersAdded add(EpochLease lease, long sequence, Layer... layers) {
    return done(ledger.addLayers(lease, sequence, List.of(layers), MAX_GIST));
  }

  @Test
  void later_layers_join_their_gist() {
    EpochLease lease = lease();
    put(lease, 1, 1);
    Layer caption = layer(LayerKind.LAYER_KIND_CAPTION, (byte) 1, (byte) 2);
    Layer layout = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 3);
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, add(lease, 1, layout).outcome());
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, add(lease, 1, caption).outcome());
    HeldGist held = ledger.find(key(1)).orElseThrow();
    assertEquals(List.of(gist(1).getLayers(0), caption, layout), held.gist().getLayersList());
    assertEquals(gist(1).getCaptureTimeMillis(), held.capturedMillis());
    assertTrue(held.changedPosition() > held.position());
    assertEquals(ledger.log().lastPosition(), held.changedPosition());
    assertEquals(CODE_BYTES + 3, ledger.layerBytes("acme"));
    assertEquals(held, ledger.newest("acme", List.of(), Long.MAX_VALUE, 1).get(0));
  }

  @Test
  void a_longer_layer_takes_the_place_of_a_shorter_one_and_not_the_reverse() {
    EpochLease lease = lease();
    put(lease, 1, 1);
    Layer shorter = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1, (byte) 2);
    Layer longer = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1, (byte) 2, (byte) 3);
    add(lease, 1, shorter);
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, add(lease, 1, longer).outcome());
    long last = ledger.log().lastPosition();
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_HELD, add(lease, 1, shorter).outcome());
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_HELD, add(lease, 1, longer).outcome());
    assertEquals(last, ledger.log().lastPosition());
    assertEquals(longer, ledger.find(key(1)).orElseThrow().gist().getLayers(1));
    assertEquals(CODE_BYTES + 3, ledger.layerBytes("acme"));
  }

  @Test
  void layers_that_contradict_or_are_too_large_are_refused_with_the_reason() {
    EpochLease lease = lease();
    put(lease, 1, 1);
    add(lease, 1, layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1, (byte) 2));
    HeldGist before = ledger.find(key(1)).orElseThrow();
    LayersAdded conflict = add(lease, 1, layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 9));
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_REFUSED, conflict.outcome());
    assertEquals(ErrorReason.ERROR_REASON_LAYER_CONFLICT, conflict.reason());
    assertFalse(conflict.message().isEmpty());
    assertEquals(
        ErrorReason.ERROR_REASON_GIST_TOO_LARGE,
        add(lease, 1, layer(LayerKind.LAYER_KIND_SKETCH, new byte[MAX_GIST])).reason());
    assertEquals(before, ledger.find(key(1)).orElseThrow());
    assertEquals(before.changedPosition(), ledger.log().lastPosition());
  }

  @Test
  void layers_of_a_gist_that_is_not_stored_are_refused_with_the_reason() {
    EpochLease lease = lease();
    put(lease, 1, 1);
    append(lease, reject(2, 5), skip(3, 3));
    done(ledger.delete(key(1)));
    Layer layout = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1);
    for (long sequence = 1; sequence <= 3; sequence++) {
      assertEquals(
          ErrorReason.ERROR_REASON_GIST_DELETED,
          add(lease, sequence, layout).reason(),
          "sequence " + sequence);
    }
    assertEquals(ErrorReason.ERROR_REASON_NOT_FOUND, add(lease, 4, layout).reason());
    assertEquals(0, ledger.layerBytes("acme"));
  }

  @Test
  void a_duplicate_of_a_gist_with_later_layers_is_equal_to_what_was_sent_first() {
    EpochLease lease = lease();
    put(lease, 1, 1);
    add(lease, 1, layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1));
    assertEquals(List.of(), append(lease, put(1)).conflicts());
    assertEquals(2, ledger.find(key(1)).orElseThrow().gist().getLayersCount());
  }

  // Single calls.

  @Test
  void a_created_gist_gets_a_key_of_an_epoch_that_no_device_has() {
    GistKey first = done(ledger.create(CAM, Optional.empty(), put(99, 5)));
    GistKey second = done(ledger.create(CAM, Optional.empty(), put(99, 6)));
    assertEquals(CAM, first.epoch().source());
    assertEquals(first.epoch(), second.epoch());
    assertTrue(second.sequence() > first.sequence());
    assertNotEquals(0, first.epoch().epoch());
    assertTrue(ledger.isMadeHere(first.epoch()));
    put(lease(), 1, 1);
    assertFalse(ledger.isMadeHere(EPOCH));
    assertFalse(
        ledger.isMadeHere(new EpochKey(new SourceKey("acme", "cam-2"), first.epoch().epoch())));
    assertEquals(gist(5), ledger.find(first).orElseThrow().gist());
    assertEquals(gist(6), ledger.find(second).orElseThrow().gist());
  }

  @Test
  void a_repeated_request_gets_the_first_key_also_after_reopening() throws Exception {
    GistKey first = done(ledger.create(CAM, Optional.of("r1"), put(0, 5)));
    assertEquals(first, done(ledger.create(CAM, Optional.of("r1"), put(0, 5))));
    reopen();
    assertEquals(first, done(ledger.create(CAM, Optional.of("r1"), put(0, 5))));
    assertEquals(1, events().size());
    SourceKey other = new SourceKey("acme", "cam-2");
    assertEquals(other, done(ledger.create(other, Optional.of("r1"), put(0, 7))).epoch().source());
  }

  @Test
  void a_repeated_request_with_other_content_is_refused() {
    GistKey first = done(ledger.create(CAM, Optional.of("r1"), put(0, 5)));
    assertInstanceOf(
        RequestConflictException.class,
        failureOf(ledger.create(CAM, Optional.of("r1"), put(0, 6))));
    assertEquals(gist(5), ledger.find(first).orElseThrow().gist());
    assertEquals(1, events().size());
  }

  // Deletions and reads.

  @Test
  void a_deleted_gist_is_told_by_the_position_of_its_event() {
    put(lease(), 1, 3);
    long before = ledger.log().lastPosition();
    OptionalLong position = done(ledger.delete(key(2)));
    assertTrue(position.orElse(0) > before);
    assertEquals(position.orElse(0), ledger.log().lastPosition());
    assertEquals(Optional.empty(), ledger.find(key(2)));
    assertEquals(OptionalLong.empty(), done(ledger.delete(key(2))));
    assertEquals(OptionalLong.empty(), done(ledger.delete(key(9))));
    assertEquals(
        OptionalLong.empty(),
        done(ledger.delete(new GistKey(new EpochKey(new SourceKey("nobody", "x"), 1), 1))));
    assertEquals(2 * CODE_BYTES, ledger.layerBytes("acme"));
  }

  @Test
  void a_sequence_is_consumed_whatever_became_of_it() {
    EpochLease lease = lease();
    append(lease, put(1), put(2), reject(3, 5), skip(4, 6));
    done(ledger.delete(key(2)));
    for (long sequence = 1; sequence <= 6; sequence++) {
      assertTrue(ledger.isConsumed(key(sequence)), "sequence " + sequence);
    }
    assertFalse(ledger.isConsumed(key(7)));
    assertFalse(
        ledger.isConsumed(new GistKey(new EpochKey(new SourceKey("other", "cam-1"), 0xfeedL), 1)));
  }

  @Test
  void the_newest_gists_come_first_and_pages_go_on_by_position() {
    EpochLease first = lease("acme", "cam-1");
    EpochLease second = lease("acme", "cam-2");
    List<GistKey> keys = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      append(first, put(i));
      append(second, put(i));
      keys.add(0, new GistKey(first.epoch(), i));
      keys.add(0, new GistKey(second.epoch(), i));
    }
    assertEquals(keys, newest("acme", List.of(), Long.MAX_VALUE, 100));
    assertEquals(keys.subList(0, 3), newest("acme", List.of(), Long.MAX_VALUE, 3));
    assertEquals(keys.subList(3, 6), newest("acme", List.of(), positionOf(keys.get(2)), 3));
    done(ledger.delete(keys.get(4)));
    List<GistKey> rest = newest("acme", List.of(), positionOf(keys.get(3)), 100);
    assertEquals(keys.subList(5, 10), rest);
  }

  @Test
  void the_newest_gists_of_some_sources_are_those_of_no_other() {
    for (int i = 0; i < 60; i++) {
      append(lease(i % 3 == 0 ? "other" : "acme", "cam-" + i), put(1));
    }
    List<GistKey> all = newest("acme", List.of(), Long.MAX_VALUE, 1000);
    List<String> named = all.stream().map(key -> key.epoch().source().source()).toList();
    assertEquals(40, named.size());
    assertEquals(all, newest("acme", named, Long.MAX_VALUE, 1000));
    assertEquals(all.subList(1, 3), newest("acme", named.subList(1, 3), Long.MAX_VALUE, 1000));
    assertEquals(List.of(), newest("acme", List.of("cam-0", "none"), Long.MAX_VALUE, 1000));
  }

  @Test
  void sources_are_listed_by_name_with_their_sums() {
    long begin = System.currentTimeMillis();
    EpochLease lease = done(ledger.lease(EPOCH, -1234));
    append(lease, put(1), put(2), reject(3, 5), skip(4, 6));
    append(lease, new Submission.Skip(7, 7, SkipReason.SKIP_REASON_THINNED));
    add(lease, 1, layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1));
    done(ledger.delete(key(2)));
    append(lease("acme", "cam-3"), put(1));
    append(lease("acme", "cam-2"), put(1));
    append(lease("other", "cam-0"), put(1));
    List<SourceRecord> all = ledger.sources("acme", "", 10);
    assertEquals(
        List.of("cam-1", "cam-2", "cam-3"), all.stream().map(s -> s.key().source()).toList());
    assertEquals(all.subList(1, 2), ledger.sources("acme", "cam-1", 1));
    SourceRecord cam = all.get(0);
    assertEquals(1, cam.gistCount());
    assertEquals(CODE_BYTES + 1, cam.layerBytes());
    assertEquals(4, cam.skippedCount());
    assertEquals(3, cam.lostCount());
    assertEquals(1, cam.rejectedCount());
    assertEquals(-1234, cam.clockSkewMillis());
    assertTrue(cam.lastReceiveMillis() >= begin - 1 && cam.lastReceiveMillis() <= now());
  }

  private static long now() {
    return System.currentTimeMillis() + 1;
  }

  @Test
  void sums_are_those_of_everything_of_a_tenant_or_of_some_sources() {
    append(lease("acme", "cam-1"), put(1), put(2), reject(3, 5));
    append(lease("acme", "cam-2"), put(1), skip(2, 4));
    append(lease("other", "cam-1"), put(1));
    LedgerStats all = ledger.stats(Optional.empty());
    assertEquals(List.of(3L, 4L, 1L, 3L), sums(all));
    assertEquals(4 * CODE_BYTES, all.layerBytes());
    assertEquals(List.of(2L, 3L, 1L, 3L), sums(ledger.stats(Optional.of("acme"))));
    assertEquals(
        List.of(1L, 1L, 0L, 3L), sums(ledger.stats(Optional.of("acme"), List.of("cam-2"))));
    assertEquals(List.of(0L, 0L, 0L, 0L), sums(ledger.stats(Optional.of("nobody"))));
  }

  private static List<Long> sums(LedgerStats stats) {
    return List.of(
        stats.sourceCount(), stats.gistCount(), stats.rejectedCount(), stats.skippedCount());
  }

  @Test
  void a_closed_ledger_states_it_and_refuses_writes() {
    EpochLease lease = lease();
    assertEquals(LedgerState.Kind.RUNNING, ledger.state().kind());
    assertTrue(ledger.state().isRunning());
    ledger.close();
    assertEquals(LedgerState.Kind.CLOSED, ledger.state().kind());
    assertInstanceOf(
        LedgerUnavailableException.class, failureOf(ledger.append(lease, List.of(put(1)))));
  }

  // The log.

  @Test
  void the_log_has_every_event_in_the_order_of_positions() {
    EpochLease lease = lease();
    append(lease, put(1), reject(2, 5), skip(3, 4), put(5));
    Layer layout = layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1);
    add(lease, 1, layout);
    done(ledger.delete(key(5)));
    List<LedgerEvent> events = events();
    assertEquals(
        List.of("Put", "Reject", "Skip", "Layers", "Delete"),
        events.stream().map(event -> event.getClass().getSimpleName()).toList());
    List<Long> positions = events.stream().map(LedgerEvent::position).toList();
    assertEquals(positions.stream().sorted().distinct().toList(), positions);
    assertTrue(positions.get(0) >= 1);
    var put = (LedgerEvent.Put) events.get(0);
    assertEquals(gist(1), put.gist());
    assertEquals(CODE, put.fingerprint());
    assertEquals(key(1), put.key());
    assertTrue(Math.abs(put.receivedMillis() - now()) < 60_000);
    assertEquals(List.of(layout), ((LedgerEvent.Layers) events.get(3)).layers());
    assertEquals(key(5), ((LedgerEvent.Delete) events.get(4)).key());
  }

  @Test
  void small_slices_show_the_same_events_as_one_large_slice() {
    EpochLease lease = lease();
    put(lease, 1, 30);
    for (long sequence = 3; sequence <= 30; sequence += 4) {
      done(ledger.delete(key(sequence)));
    }
    append(lease, skip(31, 40), put(41));
    List<LedgerEvent> all = events();
    assertEquals(all, events(1));
    assertEquals(all, events(7));
  }

  @Test
  void nothing_is_read_beyond_the_last_position() {
    put(lease(), 1, 3);
    long last = ledger.log().lastPosition();
    LedgerLog.Slice slice = ledger.log().readAfter(0, 100);
    assertEquals(last, slice.throughPosition());
    assertEquals(last, slice.events().get(2).position());
    assertEquals(List.of(), ledger.log().readAfter(last, 100).events());
    assertEquals(last, ledger.log().readAfter(last, 100).throughPosition());
  }

  @Test
  void events_of_a_deleted_gist_are_left_out_of_what_is_read_later() {
    EpochLease lease = lease();
    put(lease, 1, 2);
    add(lease, 1, layer(LayerKind.LAYER_KIND_LAYOUT, (byte) 1));
    done(ledger.delete(key(1)));
    assertEquals(
        List.of("Put 2", "Delete 1"),
        events().stream()
            .map(
                event ->
                    event.getClass().getSimpleName()
                        + " "
                        + (event instanceof LedgerEvent.Put put
                            ? put.key().sequence()
                            : ((LedgerEvent.Delete) event).key().sequence()))
            .toList());
  }

  @Test
  void a_mark_tells_one_event_from_another_and_stays() throws Exception {
    put(lease(), 1, 2);
    List<Long> positions = events().stream().map(LedgerEvent::position).toList();
    OptionalLong first = ledger.log().mark(positions.get(0));
    OptionalLong second = ledger.log().mark(positions.get(1));
    assertTrue(first.isPresent());
    assertNotEquals(first, second);
    reopen();
    assertEquals(first, ledger.log().mark(positions.get(0)));
    assertEquals(OptionalLong.empty(), ledger.log().mark(0));
    assertEquals(OptionalLong.empty(), ledger.log().mark(positions.get(1) + 1_000_000));
  }

  @Test
  void followers_are_told_of_a_commit_before_its_ack() {
    AtomicLong told = new AtomicLong();
    EpochLease lease = lease();
    try (var subscription = ledger.log().subscribe(told::set)) {
      for (int i = 1; i <= 20; i++) {
        append(lease, put(i));
        long position = positionOf(key(i));
        assertTrue(told.get() >= position, "told " + told + " of " + position);
      }
    }
  }

  @Test
  void an_ack_waits_for_the_listener_and_later_commits_do_not() throws Exception {
    EpochLease lease = lease();
    CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
    CompletableFuture<Long> told = new CompletableFuture<>();
    CompletableFuture<Appended> first;
    try (var subscription =
        ledger
            .log()
            .subscribe(
                position -> {
                  if (told.complete(position)) {
                    mayGoOn.join();
                  }
                })) {
      first = ledger.append(lease, List.of(put(1)));
      told.get(WAIT_SECONDS, TimeUnit.SECONDS);
      ledger.append(lease, List.of(put(2)));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
      while (ledger.find(key(2)).isEmpty()) {
        assertTrue(System.nanoTime() < end, "the second commit waits for the listener");
        Thread.sleep(5);
      }
      Thread.sleep(50);
      assertFalse(first.isDone(), "acked while a listener runs");
      mayGoOn.complete(null);
      done(first);
    } finally {
      mayGoOn.complete(null);
    }
  }

  @Test
  void a_subscription_that_was_closed_is_told_nothing() {
    AtomicLong told = new AtomicLong();
    EpochLease lease = lease();
    ledger.log().subscribe(told::set).close();
    append(lease, put(1));
    assertEquals(0, told.get());
  }

  @Test
  void a_thousand_gists_of_each_kind_of_size_come_back_byte_for_byte() {
    EpochLease lease = lease();
    List<Submission> puts = new ArrayList<>();
    List<Gist> gists = new ArrayList<>();
    for (int i = 1; i <= 1000; i++) {
      byte[] sketch = new byte[i % 400];
      Arrays.fill(sketch, (byte) i);
      gists.add(gist(i).toBuilder().addLayers(layer(LayerKind.LAYER_KIND_SKETCH, sketch)).build());
      puts.add(Submission.Put.of(i, CODE, gists.get(i - 1)));
    }
    done(ledger.append(lease, puts));
    List<Gist> read = new ArrayList<>();
    events(128).forEach(event -> read.add(((LedgerEvent.Put) event).gist()));
    assertEquals(gists, read);
    List<HeldGist> page = ledger.newest("acme", List.of(), Long.MAX_VALUE, 1000);
    assertEquals(gists.get(0), page.get(999).gist());
    assertEquals(gists.get(999), page.get(0).gist());
  }
}
