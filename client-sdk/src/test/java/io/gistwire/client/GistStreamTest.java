package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.OverflowPolicy;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.ErrorReason;
import io.grpc.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The stream against a server on a real socket that follows PROTOCOL.md. */
class GistStreamTest extends StreamFixture {
  @Test
  void a_gist_arrives_as_it_was_sent_and_its_receipt_states_where() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      Receipt receipt = stream.send(gist(7), new CaptureInfo(1_000, 640, 480));
      GistKey stored = get(receipt.stored());
      GistKey delivered = get(receipt.delivered());
      assertEquals(new GistKey("cam-1", store.epoch(), 1), stored);
      assertEquals(stored, delivered);
      io.gistwire.proto.v1.Gist held =
          (io.gistwire.proto.v1.Gist) server.epoch(store.epoch()).get(1L);
      assertEquals(1_000, held.getCaptureTimeMillis());
      assertEquals(640, held.getPhotoWidthPixels());
      assertEquals(7, held.getLayers(0).getData().byteAt(0));
      assertEquals("sources/cam-1", server.opens.get(0).getSource());
    }
  }

  @Test
  void thousands_arrive_once_and_in_order_over_broken_streams() throws Exception {
    server.breakAfterBatches = 2;
    try (GistStream stream = client.open("cam-1")) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        receipts.add(stream.send(gist(i), CaptureInfo.at(i + 1)));
        if (i % 1_000 == 999) {
          server.await(() -> server.batches > 0);
          synchronized (server) {
            server.breakAfterBatches = 1;
          }
        }
      }
      for (int i = 0; i < receipts.size(); i++) {
        assertEquals(i + 1, get(receipts.get(i).delivered()).sequence());
      }
    }
    assertHeldInOrder(5_000);
    assertEquals(0, server.conflicts);
  }

  @Test
  void a_second_start_sends_what_the_first_left() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    GistStream first = client.open("cam-1");
    for (int i = 0; i < 300; i++) {
      first.send(gist(i), CaptureInfo.at(i + 1));
    }
    get(first.send(gist(300), CaptureInfo.at(301)).stored());
    assertFalse(first.close(Duration.ofMillis(200)));
    assertEquals(301, store.stats().lastSequence());
    synchronized (server) {
      server.mute = false;
    }
    try (GistStream second = client.open("cam-1")) {
      get(second.flush());
      assertEquals(0, second.pending().entries());
    }
    assertHeldInOrder(301);
  }

  @Test
  void closing_fails_the_receipts_that_are_left_and_keeps_their_gists() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    GistStream stream = client.open("cam-1");
    Receipt receipt = stream.send(gist(1));
    get(receipt.stored());
    stream.close(Duration.ofMillis(100));
    assertInstanceOf(StreamStoppedException.class, failure(receipt.delivered()));
    assertEquals(1, store.stats().entries());
    assertInstanceOf(StreamStoppedException.class, failure(stream.send(gist(2)).stored()));
  }

  @Test
  void a_rejected_gist_fails_its_receipt_and_lies_among_the_dead_letters() throws Exception {
    server.rejects.add(2L);
    try (GistStream stream = client.open("cam-1")) {
      stream.send(gist(1));
      Receipt bad = stream.send(gist(2));
      Receipt good = stream.send(gist(3));
      assertEquals(3, get(good.delivered()).sequence());
      GistRejectedException e =
          assertInstanceOf(GistRejectedException.class, failure(bad.delivered()));
      assertEquals("INVALID_ARGUMENT", e.status());
      assertTrue(e.getMessage().contains("not wanted"), e.getMessage());
      assertEquals(2, get(stream.deadLetters(10)).get(0).sequence());
    }
  }

  @Test
  void a_listener_gets_a_rejected_gist_with_its_bytes() throws Exception {
    server.rejects.add(1L);
    server.maxGistBytes = 100;
    ConcurrentLinkedQueue<DeadLetter> letters = new ConcurrentLinkedQueue<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void rejected(DeadLetter letter) {
            letters.add(letter);
          }
        };
    try (GistStream stream = client.open("cam-1", listener)) {
      stream.send(gist(1));
      Gist large = Gist.of(PACK, List.of(Layer.of(LayerKind.CAPTION, new byte[500])));
      failure(stream.send(large).delivered());
      server.await(() -> letters.size() == 2);
    }
    for (DeadLetter letter : letters) {
      int layers = io.gistwire.proto.v1.Gist.parseFrom(letter.bytes()).getLayersCount();
      assertEquals(letter.sequence() == 1 ? 2 : 1, layers);
    }
  }

  @Test
  void a_gist_that_meets_a_twins_is_a_dead_letter_and_the_stream_goes_on() throws Exception {
    server.rejects.add(1L);
    server.rejectCode = Status.Code.ALREADY_EXISTS;
    server.rejectReason = ErrorReason.ERROR_REASON_SEQUENCE_CONFLICT;
    try (GistStream stream = client.open("cam-1")) {
      Receipt met = stream.send(gist(1));
      get(stream.send(gist(2)).delivered());
      GistRejectedException e =
          assertInstanceOf(GistRejectedException.class, failure(met.delivered()));
      assertEquals("ALREADY_EXISTS", e.status());
      assertEquals("ALREADY_EXISTS", get(stream.deadLetters(10)).get(0).status());
    }
  }

  @Test
  void a_gist_larger_than_the_server_takes_becomes_a_dead_letter_and_a_skip() throws Exception {
    server.maxGistBytes = 100;
    try (GistStream stream = client.open("cam-1")) {
      Gist large = Gist.of(PACK, List.of(Layer.of(LayerKind.CAPTION, new byte[500])));
      Receipt bad = stream.send(large);
      Receipt good = stream.send(gist(3));
      get(good.delivered());
      assertInstanceOf(GistRejectedException.class, failure(bad.delivered()));
      assertEquals("SKIP_REASON_DROPPED", server.epoch(store.epoch()).get(1L));
      assertEquals(1, get(stream.deadLetters(10)).size());
    }
  }

  @Test
  void a_twin_of_the_outbox_is_told_apart_and_the_older_stream_stops() throws Exception {
    ConcurrentLinkedQueue<String> states = new ConcurrentLinkedQueue<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void stateChanged(SessionState state, String why) {
            states.add(state + " " + why);
          }
        };
    GistStream original = client.open("cam-1", listener);
    get(original.send(gist(1)).delivered());
    server.await(() -> store.stats().trimmedThrough() == 1);
    try (GistwireClient twin = client(OutboxLimits.DEFAULT);
        GistStream copy = twin.open("cam-1")) {
      get(copy.send(gist(2)).delivered());
      original.send(gist(3));
      server.await(() -> original.state() == SessionState.STOPPED);
      assertInstanceOf(StreamStoppedException.class, failure(original.flush()));
      Receipt late = original.send(gist(4));
      get(late.stored());
      assertInstanceOf(StreamStoppedException.class, failure(late.delivered()));
      assertTrue(states.toString().contains("a newer session took over"), states.toString());
    }
  }

  @Test
  void a_drained_stream_returns_and_goes_on() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(gist(1)).delivered());
      server.drain(store.epoch(), 50);
      server.await(() -> server.opens.size() == 2);
      assertEquals(2, get(stream.send(gist(2)).delivered()).sequence());
    }
  }

  @Test
  void gists_of_another_pack_travel_in_a_session_of_their_own() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      stream.send(gist(1));
      stream.send(Gist.of(NEXT_PACK, List.of(Layer.of(LayerKind.EMBEDDING, new byte[16]))));
      get(stream.send(gist(3)).delivered());
      assertEquals(3, server.opens.size());
      assertEquals(
          NEXT_PACK, CodeFingerprint.of(server.opens.get(1).getCodeFingerprint().toByteArray()));
    }
    assertEquals(3, server.epoch(store.epoch()).size());
  }

  @Test
  void a_server_restored_from_a_backup_gets_a_skip_for_what_was_removed() throws Exception {
    List<String> lost = new ArrayList<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void lost(long first, long last) {
            lost.add(first + "-" + last);
          }
        };
    try (GistStream stream = client.open("cam-1", listener)) {
      for (int i = 0; i < 10; i++) {
        get(stream.send(gist(i), CaptureInfo.at(i + 1)).delivered());
      }
      synchronized (server) {
        server.epoch(store.epoch()).tailMap(4L, true).clear();
      }
      server.end(store.epoch(), Status.UNAVAILABLE.asRuntimeException());
      get(stream.send(gist(11)).delivered());
      assertEquals("SKIP_REASON_LOST", server.epoch(store.epoch()).get(10L));
      assertEquals(11, server.epoch(store.epoch()).size());
    }
    assertEquals(List.of("4-10"), lost);
  }

  @Test
  void a_refused_token_is_tried_once_more_and_then_stops_the_stream() throws Exception {
    GistStream stream = client.open("cam-1");
    get(stream.send(gist(1)).delivered());
    server.end(store.epoch(), ErrorStatus.of(Status.Code.UNAUTHENTICATED, "TOKEN_INVALID", "no"));
    server.await(() -> server.opens.size() == 2 && stream.state() == SessionState.STREAMING);
    get(stream.send(gist(2)).delivered());
    server.end(
        store.epoch(),
        ErrorStatus.of(Status.Code.PERMISSION_DENIED, "PERMISSION_MISSING", "may not"));
    server.await(() -> stream.state() == SessionState.STOPPED);
  }

  @Test
  void a_full_outbox_refuses_and_states_what_is_allowed() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    client.close(Duration.ZERO);
    client = client(new OutboxLimits(10, 1 << 20, 0, OverflowPolicy.REFUSE));
    GistStream stream = client.open("cam-1");
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      receipts.add(stream.send(gist(i)));
    }
    get(receipts.get(9).stored());
    Throwable e = failure(receipts.get(10).stored());
    assertInstanceOf(OutboxFullException.class, e);
    assertTrue(e.getMessage().contains("10 gists"), e.getMessage());
    assertInstanceOf(OutboxFullException.class, failure(receipts.get(11).delivered()));
  }

  @Test
  void an_offline_outbox_drops_its_oldest_and_tells_the_server_later() throws Exception {
    client.close(Duration.ZERO);
    client = client(new OutboxLimits(2_000, 1 << 20, 0, OverflowPolicy.DROP_OLDEST));
    int port = server.port();
    server.close();
    try (GistStream stream = client.open("cam-1")) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        receipts.add(stream.send(gist(i), CaptureInfo.at(i + 1)));
        if (i % 500 == 499) {
          get(receipts.get(i).stored());
        }
      }
      assertTrue(store.stats().entries() <= 2_000);
      assertEquals(6_000, store.stats().lastSequence());
      long dropped =
          receipts.stream()
              .filter(r -> r.delivered().toCompletableFuture().isCompletedExceptionally())
              .count();
      assertTrue(dropped >= 4_000, dropped + " were dropped");
      server = new ScriptedServer(port);
      get(stream.flush());
      TreeMap<Long, Object> held = server.epoch(store.epoch());
      assertEquals(6_000, held.size());
      assertEquals(dropped, held.values().stream().filter("SKIP_REASON_DROPPED"::equals).count());
    }
  }

  @Test
  void a_gist_that_could_not_be_frozen_is_sent_once_the_outbox_can_write_again() throws Exception {
    client.close(Duration.ZERO);
    AtomicBoolean full = new AtomicBoolean(true);
    CountDownLatch heard = new CountDownLatch(1);
    client =
        GistwireClient.builder()
            .target("localhost:" + server.port())
            .plaintext()
            .outbox(folder, (f, source) -> failingToFreeze(full))
            .build();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void outboxFailed(OutboxException why) {
            heard.countDown();
          }
        };
    try (GistStream stream = client.open("cam-1", listener)) {
      Receipt rich =
          stream.send(Gist.of(PACK, List.of(Layer.of(LayerKind.THUMBNAIL, new byte[100]))));
      assertTrue(heard.await(20, TimeUnit.SECONDS));
      full.set(false);
      assertEquals(1, get(rich.delivered()).sequence());
    }
  }

  /** The store, but that it freezes nothing while it is full. */
  private OutboxStore failingToFreeze(AtomicBoolean full) {
    return (OutboxStore)
        Proxy.newProxyInstance(
            OutboxStore.class.getClassLoader(),
            new Class<?>[] {OutboxStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("freeze") && full.get()) {
                throw new OutboxFullException("the disk is full");
              }
              return method.invoke(store, arguments);
            });
  }

  @Test
  void cancelling_a_stage_withdraws_nothing() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      Receipt receipt = stream.send(gist(1));
      receipt.delivered().toCompletableFuture().cancel(true);
      assertEquals(1, get(receipt.delivered()).sequence());
    }
  }

  @Test
  void a_changed_network_connects_anew_at_once() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(gist(1)).delivered());
      client.networkChanged();
      server.await(() -> server.opens.size() == 2);
      assertEquals(2, get(stream.send(gist(2)).delivered()).sequence());
    }
  }

  @Test
  void misuse_is_answered_with_what_to_do() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> client.open("No Such Name"));
    try (GistStream stream = client.open("cam-1")) {
      assertThrows(IllegalStateException.class, () -> client.open("cam-1"));
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> stream.send(new byte[10]));
      assertTrue(e.getMessage().contains("encoder"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> stream.send(Gist.of(PACK, List.of())));
    }
    assertThrows(IllegalStateException.class, () -> GistwireClient.builder().build());
    assertThrows(IllegalArgumentException.class, () -> CaptureInfo.at(253_402_300_800_000L));
  }

  private void assertHeldInOrder(int count) {
    TreeMap<Long, Object> held = server.epoch(store.epoch());
    assertEquals(count, held.size());
    assertEquals(count, held.lastKey());
    long time = 0;
    for (Object gist : held.values()) {
      assertEquals(++time, ((io.gistwire.proto.v1.Gist) gist).getCaptureTimeMillis());
    }
  }
}
