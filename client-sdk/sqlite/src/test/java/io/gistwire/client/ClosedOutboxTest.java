package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.PhotoDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stream on a real outbox that is closed while photos are being encoded. */
class ClosedOutboxTest extends StreamFixture {
  @Test
  void what_is_encoded_after_the_close_fails_as_closed_and_not_as_a_fault_of_the_outbox()
      throws Exception {
    HeldEncoder encoder = new HeldEncoder();
    ConcurrentLinkedQueue<OutboxException> faults = new ConcurrentLinkedQueue<>();
    GistwireClient closing =
        GistwireClient.builder()
            .target("localhost:" + server.port())
            .plaintext()
            .encoder(encoder)
            .outboxFolder(folder)
            .build();
    GistStream stream =
        closing.open(
            "cam-1",
            new StreamListener() {
              @Override
              public void outboxFailed(OutboxException why) {
                faults.add(why);
              }
            });
    List<CompletionStage<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Receipt receipt = stream.send(new byte[] {(byte) i});
      waiting.add(receipt.stored());
      waiting.add(receipt.delivered());
    }
    assertTrue(encoder.begun.await(20, TimeUnit.SECONDS));
    stream.close(Duration.ZERO);
    encoder.released.countDown();
    waiting.add(stream.sentBefore(PhotoDigest.of(new byte[] {9})));
    for (CompletionStage<?> stage : waiting) {
      StreamStoppedException why =
          assertInstanceOf(StreamStoppedException.class, failure(stage), stage.toString());
      assertEquals(GistwireException.Reason.STREAM_CLOSED, why.reason());
    }
    closing.close(Duration.ZERO);
    assertEquals(List.of(), List.copyOf(faults));
  }
}
