package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream over a channel of the application's own: OkHttp, against a server on Netty. */
class SuppliedChannelTest extends StreamFixture {
  private ManagedChannel channel;

  @BeforeEach
  void supply() throws Exception {
    channel = OkHttpChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    client = GistwireClient.builder().channel(channel).outbox(folder, (f, source) -> store).build();
  }

  @AfterEach
  void shutDown() throws InterruptedException {
    channel.shutdownNow();
    assertTrue(channel.awaitTermination(5, TimeUnit.SECONDS));
  }

  @Test
  void gists_arrive_once_and_in_order_over_okhttp_and_broken_streams() throws Exception {
    synchronized (server) {
      server.breakAfterBatches = 2;
    }
    try (GistStream stream = client.open("cam-1")) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        receipts.add(stream.send(gist(i), CaptureInfo.at(i + 1)));
      }
      for (int i = 0; i < receipts.size(); i++) {
        assertEquals(i + 1, get(receipts.get(i).delivered()).sequence());
      }
    }
    assertEquals(2_000, server.epoch(store.epoch()).size());
    assertEquals(0, server.conflicts);
    assertTrue(server.opens.size() >= 2, "the stream was broken off once at least");
  }

  @Test
  void a_supplied_channel_stays_open_when_the_client_closes() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(gist(1)).delivered());
    }
    client.close(Duration.ofSeconds(5));
    assertFalse(channel.isShutdown());
  }
}
