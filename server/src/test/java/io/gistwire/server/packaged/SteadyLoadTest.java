package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.Receipt;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged server under a steady load: 200 gists a second through the client with durable
 * outboxes, 20 watches, two searches a second; {@code gistwire.load.seconds} (600). Prints a line
 * for each tenth of the time; fails when something grows that should not. Times are printed only.
 */
@Tag("load")
class SteadyLoadTest {
  private static final int SECONDS = Integer.getInteger("gistwire.load.seconds", 600);
  private static final int GISTS_A_SECOND = 200;
  private static final int STREAMS = 4;
  private static final int WATCHES = 20;
  private static final int PARTS = 10;
  private static final List<String> WORDS =
      List.of("a dog", "a red car", "people at a table", "a beach", "a bird", "snow", "a street");

  private static final double GROWTH_MIB = 32;
  private static final double BYTES_A_GIST = 600;
  private static final int GROWTH_THREADS = 8;
  private static final int GROWTH_DESCRIPTORS = 40;
  private static final long GROWTH_LOG_BYTES = 256 << 10;

  @TempDir Path temp;
  private final ConcurrentLinkedQueue<Long> ackMicros = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> searchMicros = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private final Random random = new Random(23);
  private final List<GistwireClient> clients = new ArrayList<>();
  private final List<GistStream> streams = new ArrayList<>();
  private PackagedServer server;
  private ManagedChannel channel;
  private CodeFingerprint pack;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(PackagedServer.isThere(), "no target/quarkus-app: run mvn package first");
    server = PackagedServer.start(temp.resolve("data"), 0, "-XX:NativeMemoryTracking=summary");
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    pack =
        CodeFingerprint.of(
            PackServiceGrpc.newBlockingStub(channel)
                .getPack(GetPackRequest.newBuilder().setName("packs/current").build())
                .getPack()
                .getCodeFingerprint()
                .toByteArray());
    for (int i = 0; i < WATCHES; i++) {
      Query query =
          Query.newBuilder()
              .addTerms(QueryTerm.newBuilder().setText(WORDS.get(i % 7) + " " + i))
              .build();
      WatchServiceGrpc.newBlockingStub(channel)
          .createWatch(
              CreateWatchRequest.newBuilder()
                  .setWatchId("w-" + i)
                  .setWatch(
                      Watch.newBuilder()
                          .setCondition(WatchCondition.newBuilder().setQuery(query))
                          .setTopShare(0.001f))
                  .build());
    }
    for (int i = 0; i < STREAMS; i++) {
      GistwireClient client =
          GistwireClient.builder()
              .target("localhost:" + server.grpcPort())
              .plaintext()
              .outboxFolder(Files.createDirectories(temp.resolve("outbox-" + i)))
              .build();
      clients.add(client);
      streams.add(client.open("cam-" + i));
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      streams.forEach(GistStream::close);
      clients.forEach(GistwireClient::close);
      channel.shutdownNow();
      server.close();
    }
  }

  @Test
  void a_steady_load_leaves_memory_threads_and_descriptors_as_they_are() throws Exception {
    ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
    long period = TimeUnit.SECONDS.toNanos(1) / GISTS_A_SECOND;
    load.scheduleAtFixedRate(this::send, 0, period, TimeUnit.NANOSECONDS);
    load.scheduleAtFixedRate(this::search, 1000, 500, TimeUnit.MILLISECONDS);
    List<ServerVitals> parts = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int part = 1; part <= PARTS; part++) {
      Thread.sleep(1000L * SECONDS / PARTS);
      ServerVitals now = ServerVitals.of(server.pid(), temp.resolve("server.log"));
      parts.add(now);
      counts.add(delivered.get());
      System.out.printf(
          "%d s: %s; %d gists acked, data folder %.1f MiB (%.0f bytes a gist); ack %s ms, search"
              + " %s ms; %d failures%n",
          SECONDS * part / PARTS,
          now,
          delivered.get(),
          folderBytes() / 1048576.0,
          (double) folderBytes() / Math.max(1, delivered.get()),
          percentiles(ackMicros),
          percentiles(searchMicros),
          failures.get());
    }
    load.shutdownNow();
    ServerVitals first = parts.get(PARTS / 5);
    ServerVitals last = parts.get(PARTS - 1);
    double gistMib = (counts.get(PARTS - 1) - counts.get(PARTS / 5)) * BYTES_A_GIST / (1 << 20);
    String change = first + ", then " + last;
    assertEquals(0, failures.get());
    assertTrue(delivered.get() > 0, "nothing was acked");
    assertTrue(last.heapMib() - first.heapMib() < GROWTH_MIB + gistMib, change);
    assertTrue(last.directMib() - first.directMib() < GROWTH_MIB, change);
    assertTrue(last.threads() - first.threads() < GROWTH_THREADS, change);
    assertTrue(last.descriptors() - first.descriptors() < GROWTH_DESCRIPTORS, change);
    assertTrue(last.logBytes() - first.logBytes() < GROWTH_LOG_BYTES, server.said());
  }

  private void send() {
    byte[] code = new byte[16];
    random.nextBytes(code);
    Gist gist = Gist.of(pack, List.of(Layer.of(LayerKind.EMBEDDING, code)));
    long begun = System.nanoTime();
    Receipt receipt = streams.get(random.nextInt(STREAMS)).send(gist);
    receipt
        .delivered()
        .whenComplete(
            (key, failure) -> {
              if (failure != null) {
                failures.incrementAndGet();
              } else {
                delivered.incrementAndGet();
                ackMicros.add((System.nanoTime() - begun) / 1000);
              }
            });
  }

  private void search() {
    SearchRequest request =
        SearchRequest.newBuilder()
            .setQuery(
                Query.newBuilder()
                    .addTerms(QueryTerm.newBuilder().setText(WORDS.get(random.nextInt(7)))))
            .setPageSize(10)
            .build();
    long begun = System.nanoTime();
    try {
      SearchServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .search(request);
      searchMicros.add((System.nanoTime() - begun) / 1000);
    } catch (RuntimeException e) {
      failures.incrementAndGet();
    }
  }

  /** p50/p99 since the last call, in milliseconds. */
  private static String percentiles(ConcurrentLinkedQueue<Long> micros) {
    List<Long> sorted = new ArrayList<>();
    for (Long next = micros.poll(); next != null; next = micros.poll()) {
      sorted.add(next);
    }
    sorted.sort(null);
    return sorted.isEmpty()
        ? "-"
        : String.format(
            "p50 %.1f p99 %.1f",
            sorted.get(sorted.size() / 2) / 1000.0, sorted.get(sorted.size() * 99 / 100) / 1000.0);
  }

  private long folderBytes() {
    try (Stream<Path> files = Files.walk(temp.resolve("data"))) {
      return files.mapToLong(SteadyLoadTest::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException deletedMeanwhile) {
      return 0;
    }
  }
}
