package io.gistwire.bench.stream;

import io.gistwire.bench.figures.Figures;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

/** Measures ingest through the public send; see {@code bench ingest}. */
public final class IngestBench {
  private static final double GOAL_PER_SECOND = 10_000;
  private static final double GOAL_ACK_MILLIS = 50;
  private static final int WARMUP_SECONDS = 10;
  private static final int STEADY_PER_SECOND = 1_000;
  private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

  private final int seconds;
  private final int streams;
  private final int sessions;
  private final boolean indexed;
  private final String suffix;

  /**
   * What to measure.
   *
   * @param seconds length of each measurement
   * @param streams streams of the second measurement
   * @param sessions sessions at once of a third one; 0: none
   * @param indexed whether the gists are of the bundled pack, so that the server indexes them; else
   *     of a pack that it does not have, and every figure's name ends in {@code _no_index}
   */
  public IngestBench(int seconds, int streams, int sessions, boolean indexed) {
    this.seconds = seconds;
    this.streams = streams;
    this.sessions = sessions;
    this.indexed = indexed;
    this.suffix = indexed ? "" : "_no_index";
  }

  /** Starts a server, measures, stops it. Everything it writes lies below a folder meanwhile. */
  public void run(Path parent, Figures figures) throws Exception {
    LongFunction<GistSource> sources = sources();
    try (WorkFolder work = WorkFolder.below(parent);
        BenchServer server = BenchServer.start(work.path(), List.of(), List.of());
        GistwireClient client =
            GistwireClient.builder()
                .target("127.0.0.1:" + server.port())
                .trust(server.certificate().toFile())
                .outboxFolder(work.path().resolve("outbox"))
                .build()) {
      IndexProgress index = indexed ? new IndexProgress(client.channel()) : null;
      measure(new IngestRun(client, sources), server, index, figures);
    }
  }

  private LongFunction<GistSource> sources() throws IOException {
    if (!indexed) {
      return seed -> new SyntheticGists(BenchServer.FINGERPRINT, seed);
    }
    PackGists.Pool pool = PackGists.pool();
    return seed -> new PackGists(pool, seed);
  }

  private void measure(IngestRun run, BenchServer server, IndexProgress index, Figures figures)
      throws Exception {
    List<GistStream> one = run.open("one-", 1);
    run.sustained(one, 0, WARMUP_SECONDS);
    sustained("ingest_durable_per_s" + suffix, run, one, server, figures);
    if (index != null) {
      index.measure("ingest", figures);
    }
    IngestRun.Latency latency = run.latency(one.get(0), STEADY_PER_SECOND, seconds);
    figures
        .add("ack_p50_millis" + suffix, latency.p50Millis(), "ms", null, Figures.Better.LOWER)
        .add(
            "ack_p99_millis" + suffix,
            latency.p99Millis(),
            "ms",
            GOAL_ACK_MILLIS,
            Figures.Better.LOWER)
        .add("ack_max_millis" + suffix, latency.maxMillis(), "ms", null, Figures.Better.LOWER);
    close(one);
    List<GistStream> many = run.open("many-", streams);
    sustained("ingest_durable_per_s_" + streams + "_streams" + suffix, run, many, server, figures);
    close(many);
    if (sessions > 0) {
      List<GistStream> all = run.open("all-", sessions);
      sustained(
          "ingest_durable_per_s_" + sessions + "_sessions" + suffix, run, all, server, figures);
      close(all);
    }
    figures.add(
        "server_resident_mib" + suffix,
        server.residentMebibytes(),
        "MiB",
        null,
        Figures.Better.LOWER);
  }

  /** Ends streams: a connection has a limited number of them. */
  private static void close(List<GistStream> streams) {
    for (GistStream stream : streams) {
      stream.close(CLOSE_TIME);
    }
  }

  private void sustained(
      String name, IngestRun run, List<GistStream> streams, BenchServer server, Figures figures)
      throws Exception {
    double ours = processorSeconds();
    double theirs = server.processorSeconds();
    long before = run.delivered();
    double rate = run.sustained(streams, 2, seconds);
    double gists = run.delivered() - before;
    figures
        .add(name, rate, "gists/s", GOAL_PER_SECOND, Figures.Better.HIGHER)
        .add(
            name + "_client_micros",
            (processorSeconds() - ours) * 1e6 / gists,
            "us/gist",
            null,
            Figures.Better.LOWER)
        .add(
            name + "_server_micros",
            (server.processorSeconds() - theirs) * 1e6 / gists,
            "us/gist",
            null,
            Figures.Better.LOWER);
  }

  private static double processorSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(used -> used.toMillis() / 1e3)
        .orElse(0.0);
  }
}
