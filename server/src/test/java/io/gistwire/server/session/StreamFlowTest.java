package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.crash.PlainServer;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.sqlite.FailingDisk;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a real connection whose reader stops, whose ledger stalls, whose sibling hangs. */
@Timeout(120)
class StreamFlowTest {
  private static final int HEARTBEAT_MILLIS = 2000;
  private static final int QUIET_MILLIS = 1000;
  private static final int SENT_A_SIGN = 1000;
  private static final SessionLimits LIMITS =
      new SessionLimits(
          64 << 10, 32 << 10, 1024, 256 << 10, 1 << 30, HEARTBEAT_MILLIS, 30_000, 0, 1000, 100);

  @TempDir Path temp;
  private final FailingDisk disk = new FailingDisk();
  private DataFolder folder;
  private SqliteLedger ledger;
  private TokenStore tokens;
  private PlainServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    folder = DataFolder.open(temp);
    ledger = disk.openLedger(folder, new LedgerOptions(4096, 1, 10, 2, 0));
    tokens = SqliteTokenStore.open(folder);
    server = new PlainServer(ledger, tokens, LIMITS, 0);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.close();
    tokens.close();
    ledger.close();
    folder.close();
  }

  @Test
  void a_client_that_stops_reading_is_not_read_any_more_and_its_siblings_go_on() throws Exception {
    ExchangeClient deaf = new ExchangeClient(channel);
    deaf.send(open(1));
    ExchangeClient sibling = new ExchangeClient(channel);
    sibling.send(open(2));
    sibling.request(Integer.MAX_VALUE);
    assertTrue(sibling.take().hasOpened());
    long sent = 0;
    long acked = 0;
    do {
      // The replies that no one reads fill the transport, then the queue, then the reading stops.
      while (deaf.awaitReady(QUIET_MILLIS)) {
        deaf.send(heartbeat(++sent));
        if (sent % SENT_A_SIGN == 0) {
          // However long that takes, the sibling is not silent.
          sibling.send(heartbeat(0));
        }
      }
      sibling.send(batch(acked + 1, 64));
      acked += 64;
      assertEquals(acked, sibling.takeAck().getThroughSequence());
      // Ready after all: the machine was slow, and the end of the reading is still to come.
    } while (deaf.isReady());

    deaf.request(Integer.MAX_VALUE);
    assertTrue(deaf.awaitReady(60_000), "reading again lets the stream go on");
    deaf.send(batch(1, 3));
    assertEquals(3, deaf.takeAck().getThroughSequence());
  }

  @Test
  void a_ledger_that_stalls_gives_no_ack_and_no_credit_and_keeps_the_session() throws Exception {
    ExchangeClient client = new ExchangeClient(channel);
    client.send(open(1));
    client.request(Integer.MAX_VALUE);
    long creditBytes = client.take().getOpened().getCreditBytes();
    disk.fill();
    long next = 1;
    for (ExchangeRequest batch = batch(next, 256);
        batch.getBatch().getSerializedSize() <= creditBytes;
        batch = batch(next, 256)) {
      client.send(batch);
      creditBytes -= batch.getBatch().getSerializedSize();
      next += 256;
    }
    while (ledger.state().kind() != LedgerState.Kind.STALLED) {
      Thread.sleep(1);
    }
    for (int i = 0; i < 2; i++) {
      assertTrue(client.take().hasHeartbeat(), "only heartbeats while the disk is full");
      client.send(heartbeat(0));
    }
    disk.heal();
    long acked = 0;
    while (acked < next - 1) {
      acked = client.takeAck().getThroughSequence();
    }
    assertEquals(next - 1, ledger.log().lastPosition());
  }

  @Test
  void a_client_that_goes_away_lets_what_it_sent_become_durable() throws Exception {
    ExchangeClient client = new ExchangeClient(channel);
    client.send(open(1));
    client.request(1);
    assertTrue(client.take().hasOpened());
    client.send(batch(1, 100));
    client.request(1);
    assertEquals(100, client.takeAck().getThroughSequence());
    client.cancel();
    while (server.sessions().count() > 0) {
      Thread.sleep(1);
    }
    ExchangeClient next = new ExchangeClient(channel);
    next.send(open(1));
    next.request(1);
    assertEquals(100, next.take().getOpened().getHeldThrough());
  }

  @Test
  void a_server_that_drains_lets_its_clients_leave() throws Exception {
    ExchangeClient client = new ExchangeClient(channel);
    client.send(open(1));
    client.request(Integer.MAX_VALUE);
    assertTrue(client.take().hasOpened());
    client.send(batch(1, 10));
    Thread drain = new Thread(this::drain);
    drain.start();
    boolean drained = false;
    long acked = 0;
    while (!drained || acked < 10) {
      var response = client.take();
      drained |= response.hasDrain();
      acked = response.hasAck() ? response.getAck().getThroughSequence() : acked;
    }
    client.closeStream();
    assertEquals("OK", client.awaitEnd());
    drain.join();
    assertEquals(0, server.sessions().count());
    ExchangeClient late = new ExchangeClient(channel);
    assertEquals("UNAVAILABLE", late.awaitEnd());
  }

  private void drain() {
    try {
      server.sessions().drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExchangeRequest open(long epoch) {
    Open open =
        Open.newBuilder()
            .setSource("sources/cam-1")
            .setEpoch(epoch)
            .setCodeFingerprint(ByteString.copyFrom(PlainServer.CODE.toByteArray()))
            .build();
    return ExchangeRequest.newBuilder().setOpen(open).build();
  }

  private static ExchangeRequest heartbeat(long number) {
    return ExchangeRequest.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setNumber(number))
        .build();
  }

  private static ExchangeRequest batch(long first, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] code = new byte[16];
      code[0] = (byte) (first + i);
      Layer layer =
          Layer.newBuilder()
              .setKind(LayerKind.LAYER_KIND_EMBEDDING)
              .setData(ByteString.copyFrom(code))
              .build();
      gists.add(Gist.newBuilder().addLayers(layer).build());
    }
    Batch batch = BatchColumns.pack(first, gists);
    return ExchangeRequest.newBuilder().setBatch(batch).build();
  }
}
