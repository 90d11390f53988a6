package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.GistwireException.Reason;
import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OverflowPolicy;
import io.gistwire.codec.PhotoEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a stream accepts, and how it states that it accepts more. */
class ReadyTest extends StreamFixture {
  private GistwireClient encoding(PhotoEncoder encoder) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + server.port())
        .plaintext()
        .encoder(encoder)
        .outbox(folder, (f, source) -> store)
        .build();
  }

  private static HeldEncoder releasedEncoder() {
    HeldEncoder encoder = new HeldEncoder();
    encoder.released.countDown();
    return encoder;
  }

  @Test
  void ten_thousand_photos_each_sent_when_the_stream_is_ready_all_arrive() throws Exception {
    int count = 10_000;
    AtomicInteger delivered = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    try (GistwireClient photos = encoding(releasedEncoder());
        GistStream stream = photos.open("cam-1")) {
      for (int i = 0; i < count; i++) {
        get(stream.ready());
        stream
            .send(new byte[] {(byte) i, 1})
            .delivered()
            .whenComplete(
                (key, failure) -> {
                  if (failure == null) {
                    delivered.incrementAndGet();
                  } else {
                    failures.add(failure);
                  }
                });
      }
      get(stream.flush());
    }
    assertEquals(List.of(), failures);
    assertEquals(count, delivered.get());
    assertEquals(count, server.epoch(store.epoch()).size());
  }

  @Test
  void ten_thousand_gists_each_sent_when_the_stream_is_ready_all_arrive_while_the_link_breaks()
      throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      Receipt last = null;
      for (int i = 0; i < 10_000; i++) {
        get(stream.ready());
        last = stream.send(gist(i), CaptureInfo.at(i + 1));
        if (i % 4_000 == 0) {
          synchronized (server) {
            server.breakAfterBatches = 1;
          }
        }
      }
      assertEquals(10_000, get(last.delivered()).sequence());
    }
    assertEquals(10_000, server.epoch(store.epoch()).size());
  }

  @Test
  void a_photo_beyond_the_64_that_may_wait_fails_with_what_is_allowed_and_the_remedy()
      throws Exception {
    HeldEncoder encoder = new HeldEncoder();
    try (GistwireClient photos = encoding(encoder);
        GistStream stream = photos.open("cam-1")) {
      List<Receipt> accepted = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        assertTrue(stream.ready().toCompletableFuture().isDone());
        accepted.add(stream.send(new byte[] {(byte) i}));
      }
      List<CompletableFuture<Void>> waiting = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        waiting.add(stream.ready().toCompletableFuture());
        assertFalse(waiting.get(i).isDone());
      }
      StreamFullException full =
          assertInstanceOf(
              StreamFullException.class, failure(stream.send(new byte[] {64}).stored()));
      assertEquals(Reason.STREAM_FULL, full.reason());
      assertTrue(full.getMessage().contains("at most 64 photos"), full.getMessage());
      assertTrue(full.remedy().contains("ready()"), full.remedy());
      encoder.released.countDown();
      for (CompletableFuture<Void> stage : waiting) {
        get(stage);
      }
      for (Receipt receipt : accepted) {
        get(receipt.delivered());
      }
    }
  }

  @Test
  void photos_that_wait_have_64_MiB_together_but_a_single_larger_one_is_accepted()
      throws Exception {
    HeldEncoder encoder = new HeldEncoder();
    byte[] large = new byte[(64 << 20) + 1];
    try (GistwireClient photos = encoding(encoder);
        GistStream stream = photos.open("cam-1")) {
      Receipt accepted = stream.send(large);
      assertFalse(stream.ready().toCompletableFuture().isDone());
      Throwable full = failure(stream.send(new byte[1]).stored());
      assertTrue(full.getMessage().contains(large.length + " bytes"), full.getMessage());
      encoder.released.countDown();
      get(stream.ready());
      get(accepted.delivered());
    }
  }

  @Test
  void a_photo_that_cannot_be_encoded_gives_its_place_back() throws Exception {
    PhotoEncoder failing =
        new PhotoEncoder() {
          @Override
          public io.gistwire.codec.CodeFingerprint fingerprint() {
            return PACK;
          }

          @Override
          public io.gistwire.codec.Gist encode(
              byte[] photo, io.gistwire.codec.EncodeOptions options) {
            throw new IllegalArgumentException("no picture");
          }
        };
    try (GistwireClient photos = encoding(failing);
        GistStream stream = photos.open("cam-1")) {
      for (int i = 0; i < 20_000; i++) {
        get(stream.ready());
        stream.send(new byte[1]);
      }
      get(stream.ready());
      assertEquals("no picture", failure(stream.send(new byte[1]).stored()).getMessage());
    }
  }

  @Test
  void an_outbox_at_its_limits_is_ready_again_when_the_server_has_acknowledged() throws Exception {
    client.close(Duration.ZERO);
    synchronized (server) {
      server.mute = true;
    }
    client = client(new OutboxLimits(10, 1 << 20, 0, OverflowPolicy.REFUSE));
    GistStream stream = client.open("cam-1");
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      get(stream.ready());
      receipts.add(stream.send(gist(i)));
    }
    CompletableFuture<Void> ready = stream.ready().toCompletableFuture();
    assertFalse(ready.isDone());
    assertInstanceOf(OutboxFullException.class, failure(stream.send(gist(10)).stored()));
    assertFalse(ready.isDone());
    synchronized (server) {
      server.mute = false;
    }
    stream.networkChanged();
    get(ready);
    get(stream.send(gist(11)).delivered());
  }

  @Test
  void ready_fails_when_the_stream_is_closed_also_for_those_who_wait() throws Exception {
    HeldEncoder encoder = new HeldEncoder();
    GistwireClient photos = encoding(encoder);
    GistStream stream = photos.open("cam-1");
    for (int i = 0; i < 64; i++) {
      stream.send(new byte[] {(byte) i});
    }
    CompletableFuture<Void> waiting = stream.ready().toCompletableFuture();
    photos.close(Duration.ZERO);
    encoder.released.countDown();
    StreamStoppedException why = assertInstanceOf(StreamStoppedException.class, failure(waiting));
    assertEquals(Reason.STREAM_CLOSED, why.reason());
    assertInstanceOf(StreamStoppedException.class, failure(stream.ready()));
  }
}
