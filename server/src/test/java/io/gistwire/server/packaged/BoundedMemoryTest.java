package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.crash.PlainServer;
import io.gistwire.server.session.ExchangeClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged server in a small heap, against clients that do not read and a ledger that does not
 * write: its memory stays flat, and whoever behaves goes on.
 */
@Tag("soak")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class BoundedMemoryTest {
  private static final String HEAP = "-Xmx160m";
  private static final int CLIENTS = Integer.getInteger("gistwire.memory.clients", 16);
  private static final int QUIET_MILLIS = 500;
  private static final int BATCH = 1024;
  private static final int STALL_SECONDS = 30;

  /** What stopped readers may cost, and what clients may hold in a stalled server. */
  private static final double DEAF_MIB = 24;

  private static final double STALLED_MIB = 64;
  private static final double FLAT_MIB = 4;

  @TempDir Path temp;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private PackagedServer server;
  private HeapAfterCollection before;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(PackagedServer.isThere(), "no target/quarkus-app: run mvn package first");
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            HEAP,
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError");
    // One session first, so that what is loaded once is not counted.
    send(opened(channel(), 1), 1, 10);
    before = tell("before");
  }

  @AfterEach
  void stop() throws Exception {
    channels.forEach(ManagedChannel::shutdownNow);
    if (server != null) {
      server.close();
    }
  }

  private HeapAfterCollection tell(String when) throws Exception {
    HeapAfterCollection now = HeapAfterCollection.of(server);
    System.out.println(HEAP + ", " + when + ": " + now);
    return now;
  }

  private ManagedChannel channel() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  private static ExchangeClient opened(ManagedChannel channel, long epoch) throws Exception {
    ExchangeClient client = deaf(channel, epoch);
    client.request(1);
    assertTrue(client.take().hasOpened());
    return client;
  }

  /** A client that reads nothing. */
  private static ExchangeClient deaf(ManagedChannel channel, long epoch) {
    ExchangeClient client = new ExchangeClient(channel);
    Open open =
        Open.newBuilder()
            .setSource("sources/cam")
            .setEpoch(epoch)
            .setCodeFingerprint(ByteString.copyFrom(PlainServer.CODE.toByteArray()))
            .build();
    client.send(ExchangeRequest.newBuilder().setOpen(open).build());
    return client;
  }

  private static void send(ExchangeClient client, long first, int count) throws Exception {
    client.request(Integer.MAX_VALUE);
    client.send(batch(first, count));
    while (client.takeAck().getThroughSequence() < first + count - 1) {
      // acks of what was sent before
    }
  }

  private static ExchangeRequest batch(long first, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] code = ByteBuffer.allocate(16).putLong(first + i).array();
      Layer layer =
          Layer.newBuilder()
              .setKind(LayerKind.LAYER_KIND_EMBEDDING)
              .setData(ByteString.copyFrom(code))
              .build();
      gists.add(Gist.newBuilder().addLayers(layer).build());
    }
    return ExchangeRequest.newBuilder().setBatch(BatchColumns.pack(first, gists)).build();
  }

  @Test
  void clients_that_stop_reading_cost_little_and_their_siblings_go_on() throws Exception {
    long asked = 0;
    for (int i = 0; i < CLIENTS; i++) {
      ExchangeClient client = opened(channel(), 100 + i);
      while (client.awaitReady(QUIET_MILLIS)) {
        asked++;
        Heartbeat heartbeat = Heartbeat.newBuilder().setNumber(asked).build();
        client.send(ExchangeRequest.newBuilder().setHeartbeat(heartbeat).build());
      }
    }
    HeapAfterCollection during =
        tell(CLIENTS + " clients that read none of the answers to " + asked + " questions");
    assertTrue(asked > CLIENTS * 1000L, "more than the server keeps answers for: " + asked);
    ExchangeClient sibling = opened(channels.get(channels.size() - 1), 2);
    ExchangeClient other = opened(channel(), 3);
    for (long first = 1; first < 50L * BATCH; first += BATCH) {
      send(sibling, first, BATCH);
      send(other, first, BATCH);
    }
    System.out.println("a sibling and another connection had " + 100 * BATCH + " gists acked");
    HeapAfterCollection after = tell("after that");
    assertTrue(during.heapMib() - before.heapMib() < DEAF_MIB, during + " from " + before);
    assertTrue(after.heapMib() - before.heapMib() < 2 * DEAF_MIB, after + " from " + before);
  }

  @Test
  void a_ledger_that_stalls_holds_what_the_clients_were_allowed_and_no_more() throws Exception {
    List<ExchangeClient> clients = new ArrayList<>();
    long[] next = new long[CLIENTS];
    long[] credit = new long[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      ExchangeClient client = deaf(channel(), 200 + i);
      client.request(Integer.MAX_VALUE);
      credit[i] = client.take().getOpened().getCreditBytes();
      next[i] = 1;
      clients.add(client);
    }
    long sentBytes = 0;
    try (Connection holder =
            DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("data/ledger.db"));
        Statement statement = holder.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (int i = 0; i < CLIENTS; i++) {
        ExchangeRequest batch = batch(next[i], BATCH);
        while (batch.getBatch().getSerializedSize() <= credit[i]
            && clients.get(i).awaitReady(QUIET_MILLIS)) {
          clients.get(i).send(batch);
          credit[i] -= batch.getBatch().getSerializedSize();
          sentBytes += batch.getBatch().getSerializedSize();
          next[i] += BATCH;
          batch = batch(next[i], BATCH);
        }
      }
      HeapAfterCollection first =
          tell(String.format("ledger stalled, %.1f MiB of batches sent", sentBytes / 1048576.0));
      Thread.sleep(1000L * STALL_SECONDS);
      HeapAfterCollection later = tell("after " + STALL_SECONDS + " s more");
      assertTrue(first.heapMib() - before.heapMib() < STALLED_MIB, first + " from " + before);
      assertTrue(later.heapMib() - first.heapMib() < FLAT_MIB, later + " from " + first);
      statement.execute("ROLLBACK");
    }
    for (ExchangeClient client : clients) {
      assertTrue(client.takeAck().getThroughSequence() >= BATCH, "every stream goes on");
    }
    tell("every stream has acks again");
  }
}
