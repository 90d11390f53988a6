package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
}
