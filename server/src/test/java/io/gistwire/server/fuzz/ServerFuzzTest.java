package io.gistwire.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.server.crash.PlainServer;
import io.gistwire.server.packaged.PackagedServer;
import io.gistwire.server.packaged.ServerVitals;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzzes the packaged server over its sockets: {@code gistwire.fuzz.seconds} (60), {@code
 * gistwire.fuzz.requests} (10 million), {@code gistwire.fuzz.seed} (printed). No call may end with
 * INTERNAL or UNKNOWN, and the server may not grow but by the gists that it stored.
 */
@Tag("fuzz")
class ServerFuzzTest {
  private static final long SECONDS = Long.getLong("gistwire.fuzz.seconds", 60);
  private static final long REQUESTS = Long.getLong("gistwire.fuzz.requests", 10_000_000);
  private static final long SEED = Long.getLong("gistwire.fuzz.seed", System.currentTimeMillis());

  /** Once, so that what is loaded on first use is not counted as growth. */
  private static final double WARM_UP_SHARE = 0.25;

  /** Streams wait for their server more than they send. */
  private static final int STREAMS_A_CONNECTION = 6;

  /** So do raw connections, each for a few milliseconds. */
  private static final int RAW_CONNECTIONS = 4;

  private static final double GROWTH_MIB = 24;
  private static final double BYTES_A_GIST = 600;
  private static final int GROWTH_THREADS = 12;
  private static final int GROWTH_DESCRIPTORS = 40;
  private static final long GROWTH_LOG_BYTES = 256 << 10;

  private static final Path PHOTO =
      Path.of("../models/src/test/resources/io/gistwire/models/picture/files/baseline.jpg");

  @TempDir Path temp;
  private PackagedServer server;
  private ManagedChannel channel;
  private ManagedChannel other;
  private ByteString packFingerprint;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(PackagedServer.isThere(), "no target/quarkus-app: run mvn package first");
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            "-XX:NativeMemoryTracking=summary",
            "-XX:+ExitOnOutOfMemoryError");
    channel = connect();
    other = connect();
    packFingerprint =
        PackServiceGrpc.newBlockingStub(channel)
            .getPack(GetPackRequest.newBuilder().setName("packs/current").build())
            .getPack()
            .getCodeFingerprint();
  }

  private ManagedChannel connect() throws Exception {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      channel.shutdownNow();
      other.shutdownNow();
      server.close();
    }
  }

  @Test
  void no_request_makes_the_server_fail_or_grow() throws Exception {
    System.out.println("seed " + SEED);
    fuzz(Math.round(SECONDS * WARM_UP_SHARE), Math.round(REQUESTS * WARM_UP_SHARE), SEED);
    ServerVitals before = vitals("after the first quarter");
    long gistsBefore = gists();
    long startNanos = System.nanoTime();
    Tally tally =
        fuzz(
            Math.round(SECONDS * (1 - WARM_UP_SHARE)),
            Math.round(REQUESTS * (1 - WARM_UP_SHARE)),
            SEED + 1);
    ServerVitals after = vitals("at the end");
    long perSecond = TimeUnit.SECONDS.toNanos(tally.requests()) / (System.nanoTime() - startNanos);
    System.out.println(
        tally + ", " + perSecond + "/s; " + tally.faultCount() + " INTERNAL or UNKNOWN");
    double gistMib = Math.max(0, gists() - gistsBefore) * BYTES_A_GIST / (1 << 20);
    String change = before + ", then " + after;
    assertEquals(Map.of(), tally.faults());
    assertTrue(after.heapMib() - before.heapMib() < GROWTH_MIB + gistMib, change);
    assertTrue(after.directMib() - before.directMib() < GROWTH_MIB, change);
    assertTrue(after.threads() - before.threads() < GROWTH_THREADS, change);
    assertTrue(after.descriptors() - before.descriptors() < GROWTH_DESCRIPTORS, change);
    assertTrue(after.logBytes() - before.logBytes() < GROWTH_LOG_BYTES, log());
    GistServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .listGists(ListGistsRequest.newBuilder().setParent("sources/-").build());
  }

  private ServerVitals vitals(String when) throws Exception {
    ServerVitals now = ServerVitals.of(server.pid(), temp.resolve("server.log"));
    System.out.println(when + ": " + now);
    return now;
  }

  private long gists() {
    return AdminServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .getStats(GetStatsRequest.getDefaultInstance())
        .getGistCount();
  }

  private String log() throws Exception {
    String all = server.said();
    return "the log's end: " + all.substring(Math.max(0, all.length() - 4000));
  }

  private Tally fuzz(long seconds, long requests, long seed) throws Exception {
    Tally tally = new Tally();
    Bound bound = Bound.of(seconds, requests, tally);
    SplittableRandom seeds = new SplittableRandom(seed);
    List<MethodDescriptor> methods = Wire.methods();
    MethodDescriptor exchange =
        methods.stream().filter(method -> method.getName().equals("Exchange")).findFirst().get();
    List<MethodDescriptor> unary =
        methods.stream().filter(method -> !method.isClientStreaming()).toList();
    List<Runnable> fuzzers = new ArrayList<>();
    for (ManagedChannel connection : List.of(channel, other)) {
      fuzzers.add(
          new UnaryFuzzer(connection, unary, messages(seeds.split()), seeds.split(), tally, bound));
      for (int i = 0; i < STREAMS_A_CONNECTION; i++) {
        fuzzers.add(
            new StreamFuzzer(
                connection,
                exchange,
                messages(seeds.split()),
                seeds.split(),
                ByteString.copyFrom(PlainServer.CODE.toByteArray()),
                tally,
                bound));
      }
    }
    for (int i = 0; i < RAW_CONNECTIONS; i++) {
      fuzzers.add(
          new FrameFuzzer(server.grpcPort(), server.httpPort(), seeds.split(), tally, bound));
    }
    ExecutorService threads = Executors.newFixedThreadPool(fuzzers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      fuzzers.forEach(fuzzer -> running.add(threads.submit(fuzzer)));
      for (Future<?> fuzzer : running) {
        fuzzer.get(seconds + 120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    return tally;
  }

  private RandomMessages messages(SplittableRandom random) throws Exception {
    List<String> sources = IntStream.range(0, 20).mapToObj(i -> "sources/f-" + i).toList();
    List<String> gists =
        IntStream.range(1, 60)
            .mapToObj(i -> String.format("sources/f-%d/gists/%016x-%d", i % 20, 1 + i % 40, i % 12))
            .toList();
    List<String> watches = IntStream.range(0, 30).mapToObj(i -> "watches/w-" + i).toList();
    List<String> anywhere = new ArrayList<>(sources);
    anywhere.add("sources/-");
    anywhere.add("watches/-");
    anywhere.addAll(watches.subList(0, 5));
    ByteString photo = ByteString.copyFrom(Files.readAllBytes(PHOTO));
    Map<String, List<String>> names =
        Map.of(
            "parent", anywhere,
            "source", sources,
            "sources", sources,
            "gist", gists,
            "names", gists,
            "Gist", gists,
            "watches", watches,
            "watch_id", IntStream.range(0, 30).mapToObj(i -> "w-" + i).toList(),
            "Watch", watches,
            "time_zone", List.of("UTC", "Europe/Berlin"));
    return new RandomMessages(
        random,
        names,
        List.of(packFingerprint, ByteString.copyFrom(PlainServer.CODE.toByteArray())),
        List.of(photo));
  }
}
