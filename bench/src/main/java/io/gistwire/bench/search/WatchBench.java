package io.gistwire.bench.search;

import com.google.protobuf.ByteString;
import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.Gist;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Measures standing queries through gRPC; see {@code bench watch}. */
public final class WatchBench {
  private static final double GOAL_PER_SECOND = 5_000;
  private static final int BACKGROUND_GISTS = 10_000;
  private static final int STREAMS = 8;
  private static final int STEADY_PER_SECOND = 1_000;
  private static final int MARKER_EVERY = 20;
  private static final int AHEAD = 20_000;
  private static final long ALERT_LIMIT_SECONDS = 300;

  /**
   * One random gist in 100,000 matches a watch: a thousand watches raise one alert in 100 gists.
   */
  private static final float MIN_SCORE = 5 / 6f;

  /** Number of the vector that is no one's but the marker's. */
  private static final long MARKER = 1L << 41;

  private static final String MARKER_ID = "marker";

  /** Nothing but markers comes from this source, so its watch raises each of them. */
  private static final String MARKER_SOURCE = "markers";

  /** Low, because markers are soon no longer rare among the gists that scores are set by. */
  private static final float MARKER_MIN_SCORE = 0.01f;

  private final BenchPhotos photos;
  private final int watches;
  private final int seconds;

  /**
   * What to measure.
   *
   * @param watches standing queries by a vector, beside one more that takes the time
   * @param seconds length of each measurement
   */
  public WatchBench(BenchPhotos photos, int watches, int seconds) {
    this.photos = photos;
    this.watches = watches;
    this.seconds = seconds;
  }

  /** Starts a server below a folder, measures, stops it. */
  public void run(Path parent, List<Path> packs, Figures figures)
      throws IOException, InterruptedException, ExecutionException {
    List<String> settings = List.of("gistwire.search.max-watches=" + (watches + 1));
    try (SearchServer server = SearchServer.start(parent, packs, settings)) {
      photos.fill().run(server.client(), BACKGROUND_GISTS);
      create(server.client(), figures);
      List<GistStream> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        streams.add(server.client().open("watched-" + i));
      }
      GistStream markers = server.client().open(MARKER_SOURCE);
      try (WatchTraffic traffic =
          new WatchTraffic(server.client().channel(), "watches/" + MARKER_ID)) {
        steady(traffic, streams, markers, figures);
        sustained(traffic, streams, markers, server, figures);
      }
    }
  }

  private void create(GistwireClient client, Figures figures)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    List<Query> queries = SearchQueries.byVector(photos.vectors(), watches);
    for (int i = 0; i < watches; i++) {
      create(client, "w" + i, queries.get(i), MIN_SCORE, List.of());
    }
    double took = (System.nanoTime() - begin) / 1e9;
    Query marker =
        Query.newBuilder()
            .addTerms(
                QueryTerm.newBuilder()
                    .setCode(ByteString.copyFrom(marker().layers().get(0).toByteArray())))
            .build();
    create(client, MARKER_ID, marker, MARKER_MIN_SCORE, List.of("sources/" + MARKER_SOURCE));
    figures
        .add("watch_grpc_count", watches, "watches", null, Better.HIGHER)
        .add("watch_create_per_s", watches / took, "watches/s", null, Better.HIGHER);
  }

  private static void create(
      GistwireClient client, String id, Query query, float minScore, List<String> sources)
      throws InterruptedException, ExecutionException {
    Watch watch =
        Watch.newBuilder()
            .setCondition(WatchCondition.newBuilder().setQuery(query))
            .setMinScore(minScore)
            .addAllSources(sources)
            .build();
    client
        .watches()
        .create(CreateWatchRequest.newBuilder().setWatchId(id).setWatch(watch).build())
        .get();
  }

  /** From send to alert at a steady rate, one gist in twenty a marker. */
  private void steady(
      WatchTraffic traffic, List<GistStream> streams, GistStream markers, Figures figures)
      throws InterruptedException, IOException {
    int count = STEADY_PER_SECOND * seconds;
    Gist marker = marker();
    List<Gist> gists = drawn(BACKGROUND_GISTS, Math.min(AHEAD, count));
    long begin = System.nanoTime();
    int markerCount = 0;
    for (int i = 0; i < count; i++) {
      waitUntil(begin + i * 1_000_000_000L / STEADY_PER_SECOND);
      if (i % MARKER_EVERY == 0) {
        traffic.sendMarker(markers, marker);
        markerCount++;
      } else {
        traffic.send(streams.get(i % STREAMS), gists.get(i % gists.size()));
      }
    }
    traffic.awaitAcks();
    traffic.awaitMarkers(markerCount, ALERT_LIMIT_SECONDS);
    traffic.takeLatencies().addTo(figures, "watch_send_to_alert", null);
  }

  /** Gists a second from the first send until the last one was matched against every watch. */
  private void sustained(
      WatchTraffic traffic,
      List<GistStream> streams,
      GistStream markers,
      SearchServer server,
      Figures figures)
      throws InterruptedException, IOException {
    List<Gist> gists = drawn(BACKGROUND_GISTS + AHEAD, AHEAD);
    long alerts = traffic.alerts();
    double used = server.processorSeconds();
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
      traffic.send(streams.get((int) (sent % STREAMS)), gists.get((int) (sent % gists.size())));
      sent++;
    }
    traffic.awaitAcks();
    // The log has an order: when its alert comes, all before it were matched.
    traffic.sendMarker(markers, marker());
    markers.flush();
    traffic.awaitMarkers(1, ALERT_LIMIT_SECONDS);
    double took = (System.nanoTime() - begin) / 1e9;
    figures
        .add("watch_grpc_gists_per_s", sent / took, "gists/s", GOAL_PER_SECOND, Better.HIGHER)
        .add(
            "watch_grpc_server_micros",
            (server.processorSeconds() - used) * 1e6 / sent,
            "us/gist",
            null,
            Better.LOWER)
        .add(
            "watch_grpc_alerts_per_1000_gists",
            1e3 * (traffic.alerts() - alerts) / sent,
            "alerts",
            null,
            Better.LOWER);
  }

  private Gist marker() {
    return photos.fill().gist(MARKER);
  }

  private List<Gist> drawn(int first, int count) {
    return IntStream.range(first, first + count)
        .parallel()
        .mapToObj(i -> photos.fill().gist((long) i))
        .toList();
  }

  private static void waitUntil(long nanos) {
    for (long wait = nanos - System.nanoTime(); wait > 0; wait = nanos - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }
}
