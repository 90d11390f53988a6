package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.calls.ResultStream;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.WatchRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A client that is closed while it still has work: who waits is told, and nothing is thrown about.
 */
class ClosingTest extends StreamFixture {
  @Test
  void photos_and_a_flush_that_wait_for_the_encoder_fail_when_the_client_closes_at_once()
      throws Exception {
    ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
    try {
      HeldEncoder encoder = new HeldEncoder();
      GistwireClient closing =
          GistwireClient.builder()
              .target("localhost:" + server.port())
              .plaintext()
              .encoder(encoder)
              .outbox(folder, (f, source) -> store)
              .build();
      GistStream stream = closing.open("cam-1");
      List<CompletionStage<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(stream.send(new byte[] {(byte) i}).delivered());
      }
      waiting.add(stream.flush());
      assertTrue(encoder.begun.await(20, TimeUnit.SECONDS));
      closing.close(Duration.ZERO);
      encoder.released.countDown();
      for (CompletionStage<?> stage : waiting) {
        assertInstanceOf(StreamStoppedException.class, failure(stage));
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertEquals(List.of(), List.copyOf(thrown));
  }

  private static boolean closesWithin(GistwireClient closing, Duration most) {
    long start = System.nanoTime();
    closing.close(Duration.ofSeconds(20));
    return System.nanoTime() - start < most.toNanos();
  }

  @Test
  void a_client_closed_in_a_callback_of_a_receipt_waits_for_acks_only() throws Exception {
    CompletableFuture<Boolean> soon = new CompletableFuture<>();
    GistwireClient both =
        GistwireClient.builder().target("localhost:" + server.port()).volatileOutbox().build();
    GistStream stream = both.open("cam-1");
    GistStream other = both.open("cam-2");
    other.send(gist(1));
    stream
        .send(gist(1))
        .delivered()
        .thenAccept(key -> soon.complete(closesWithin(both, Duration.ofSeconds(10))));
    assertTrue(get(soon));
  }

  @Test
  void a_stream_closed_by_its_listener_waits_for_acks_only() throws Exception {
    CompletableFuture<Boolean> soon = new CompletableFuture<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void acknowledged(long throughSequence) {
            soon.complete(closesWithin(client, Duration.ofSeconds(10)));
          }
        };
    GistStream stream = client.open("cam-1", listener);
    Receipt receipt = stream.send(gist(1));
    assertTrue(get(soon));
    get(receipt.delivered());
  }

  @Test
  void closing_in_try_stores_delivers_and_runs_callbacks_first() throws Exception {
    List<String> told = new ArrayList<>();
    PhotoEncoder slow =
        new PhotoEncoder() {
          @Override
          public CodeFingerprint fingerprint() {
            return PACK;
          }

          @Override
          public Gist encode(byte[] photo, EncodeOptions options) {
            try {
              Thread.sleep(100);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return gist(photo[0]);
          }
        };
    try (GistwireClient photos = encoding(slow);
        GistStream stream = photos.open("cam-1")) {
      for (int i = 0; i < 3; i++) {
        stream
            .send(new byte[] {(byte) i})
            .delivered()
            .whenComplete((key, failure) -> told.add(failure == null ? "ok" : "" + failure));
      }
    }
    assertEquals(List.of("ok", "ok", "ok"), told);
  }

  private GistwireClient encoding(PhotoEncoder encoder) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + server.port())
        .plaintext()
        .encoder(encoder)
        .outbox(folder, (f, source) -> store)
        .build();
  }

  @Test
  void a_receipt_of_a_volatile_outbox_promises_no_next_start() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    GistStream stream = client.open("cam-1");
    Receipt receipt = stream.send(gist(1));
    get(receipt.stored());
    stream.close(Duration.ofMillis(50));
    String said = failure(receipt.delivered()).getMessage();
    assertTrue(said.contains("lost when the program ends"), said);
  }

  @Test
  void a_call_under_way_and_a_part_of_an_export_fail_when_the_client_closes() throws Exception {
    HangingServer hanging = new HangingServer();
    try (hanging) {
      GistwireClient closing = hanging.client();
      CompletableFuture<?> call = closing.packs().get("packs/x");
      ResultStream<DownloadPackResponse> pieces =
          closing.packs().download(DownloadPackRequest.getDefaultInstance());
      assertTrue(pieces.hasNext());
      pieces.next();
      CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(pieces::hasNext);
      closing.close(Duration.ZERO);
      for (CompletableFuture<?> future : List.of(call, more)) {
        GistwireException failure =
            assertInstanceOf(GistwireException.class, failure(future), future.toString());
        assertEquals(GistwireException.Reason.CLIENT_CLOSED, failure.reason());
      }
      assertEquals(
          GistwireException.Reason.CLIENT_CLOSED,
          GistwireException.of(failure(closing.packs().get("packs/x"))).reason());
    }
  }

  @Test
  void alerts_end_without_an_exception_when_the_client_or_they_are_closed() throws Exception {
    HangingServer hanging = new HangingServer();
    try (hanging) {
      GistwireClient closing = hanging.client();
      ResultStream<Alert> one = closing.watches().watch(WatchRequest.getDefaultInstance());
      ResultStream<Alert> two = closing.watches().watch(WatchRequest.getDefaultInstance());
      CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(one::hasNext);
      CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(two::hasNext);
      hanging.awaitCalls(2);
      one.close();
      assertEquals(false, get(first));
      closing.close(Duration.ZERO);
      assertEquals(false, get(second));
    }
  }

  @Test
  void alerts_that_wait_to_connect_again_end_at_once_when_they_are_closed() throws Exception {
    HangingServer hanging = new HangingServer();
    GistwireClient closing = hanging.client();
    hanging.close();
    for (int i = 0; i < 20; i++) {
      ResultStream<Alert> alerts = closing.watches().watch(WatchRequest.getDefaultInstance());
      CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(alerts::hasNext);
      Thread.sleep(i * 5L); // anywhere between two attempts
      alerts.close();
      assertEquals(false, get(reading));
    }
    closing.close(Duration.ZERO);
  }

  @Test
  void a_fault_in_the_loop_ends_the_stream_visibly() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    GistStream first = client.open("cam-1");
    get(first.send(gist(1)).stored());
    get(first.send(gist(2)).stored());
    first.close(Duration.ZERO);
    server.epoch(store.epoch()).clear();
    OutboxStore diverging =
        (OutboxStore)
            Proxy.newProxyInstance(
                OutboxStore.class.getClassLoader(),
                new Class<?>[] {OutboxStore.class},
                (proxy, method, arguments) -> {
                  Object value = method.invoke(store, arguments);
                  return method.getName().equals("read") && ((List<?>) value).size() == 2
                      ? List.of(((List<?>) value).get(0), ((List<?>) value).get(0))
                      : value;
                });
    try (GistwireClient broken =
            GistwireClient.builder()
                .target("localhost:" + server.port())
                .plaintext()
                .outbox(folder, (f, source) -> diverging)
                .build();
        GistStream stream = broken.open("cam-1")) {
      StreamStoppedException why =
          assertInstanceOf(StreamStoppedException.class, failure(stream.flush()));
      assertEquals(GistwireException.Reason.INTERNAL, why.reason());
      server.await(() -> stream.state() == SessionState.STOPPED);
    }
  }
}
