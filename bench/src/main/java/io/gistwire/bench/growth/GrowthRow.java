package io.gistwire.bench.growth;

import com.google.protobuf.ByteString;
import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.ReindexRequest;
import io.gistwire.proto.v1.Retention;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures one server that holds so many gists; every figure's name ends in that number. */
final class GrowthRow {
  private static final int SEARCHES = 200;

  private static final int WARM_UP_SECONDS = 15;

  /** Longer than what the server waits between two runs of retention. */
  private static final int COMPACT_SECONDS = 15;

  private static final int PAGES = 10;
  private static final int PAGE_GISTS = 1_000;
  private static final int WATCHES = 100;
  private static final int MATCHED_GISTS = 5_000;
  private static final float RARE = 0.999f;
  private static final int DEADLINE_SECONDS = 1_800;
  private static final int LOOK_MILLIS = 100;
  private static final int GISTS_A_STEP = 500;
  private static final int REINDEX_SECONDS = 60;
  private static final int MOST_SECONDS = 180;

  private final GrowthServer server;
  private final GrowthGists gists;
  private final int count;
  private final String suffix;
  private final Figures figures;

  GrowthRow(GrowthServer server, GrowthGists gists, int count, String suffix, Figures figures) {
    this.server = server;
    this.gists = gists;
    this.count = count;
    this.suffix = "_" + count + suffix;
    this.figures = figures;
  }

  /** Measures everything; returns resident bytes after a full collection with all gists. */
  long run() throws IOException, InterruptedException {
    double used = server.processorSeconds();
    double filled = new GrowthTraffic(server.client(), gists).fill(count);
    add("fill_gists_per_s", count / filled, "gists/s", Better.HIGHER);
    lower("fill_server_micros", (server.processorSeconds() - used) * 1e6 / count, "us/gist");
    awaitIndex();
    long resident = server.residentBytes();
    lower("resident_mib", resident / 1048576.0, "MiB");
    search();
    list();
    restart();
    backup();
    reindex();
    match();
    retention();
    compaction();
    return resident;
  }

  private void lower(String name, double value, String unit) {
    add(name, value, unit, Better.LOWER);
  }

  private void add(String name, double value, String unit, Better better) {
    figures.add("growth_" + name + suffix, value, unit, null, better);
  }

  private GistwireClient client() {
    return server.client();
  }

  private AdminServiceGrpc.AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(client().channel())
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private GetStatsResponse stats() {
    return admin().getStats(GetStatsRequest.getDefaultInstance());
  }

  private void awaitIndex() throws InterruptedException {
    GetStatsResponse now = stats();
    while (now.getIndexPosition() < now.getLedgerPosition()) {
      Thread.sleep(LOOK_MILLIS);
      now = stats();
    }
  }

  private static double seconds(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }

  private SearchRequest query() {
    QueryTerm term = QueryTerm.newBuilder().setCode(ByteString.copyFrom(gists.query())).build();
    return SearchRequest.newBuilder()
        .setQuery(Query.newBuilder().addTerms(term))
        // Names alone: a caption that was not read yet takes milliseconds, ten hits ten times that.
        .setReadMask(com.google.protobuf.FieldMask.newBuilder().addPaths("name"))
        .setPageSize(10)
        .build();
  }

  private void search() {
    var search = SearchServiceGrpc.newBlockingStub(client().channel());
    // The server's compiler works for seconds on what a search runs through, on the same cores.
    long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
    while (System.nanoTime() < warm) {
      search.search(query());
    }
    double[] millis = new double[SEARCHES];
    for (int i = 0; i < SEARCHES; i++) {
      SearchRequest request = query();
      long begin = System.nanoTime();
      search.search(request);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    percentiles("search", millis);
  }

  private void percentiles(String name, double[] millis) {
    Arrays.sort(millis);
    lower(name + "_p50_millis", millis[millis.length / 2], "ms");
    lower(name + "_p99_millis", millis[(int) (millis.length * 0.99)], "ms");
  }

  private void list() {
    var service = GistServiceGrpc.newBlockingStub(client().channel());
    String token = "";
    double[] millis = new double[PAGES];
    for (int i = 0; i < PAGES; i++) {
      long begin = System.nanoTime();
      token =
          service
              .listGists(
                  ListGistsRequest.newBuilder()
                      .setPageSize(PAGE_GISTS)
                      .setPageToken(token)
                      .setReadMask(
                          com.google.protobuf.FieldMask.newBuilder()
                              .addPaths("name")
                              .addPaths("gist"))
                      .build())
              .getNextPageToken();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    percentiles("list_page", millis);
  }

  private void restart() throws IOException, InterruptedException {
    server.restart();
    lower("start_seconds", server.startSeconds(), "s");
    long begin = System.nanoTime();
    while (!isAnswered()) {
      Thread.sleep(LOOK_MILLIS);
    }
    lower("start_to_first_search_seconds", server.startSeconds() + seconds(begin), "s");
  }

  private boolean isAnswered() {
    try {
      return SearchServiceGrpc.newBlockingStub(client().channel())
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .search(query())
              .getHitsCount()
          > 0;
    } catch (StatusRuntimeException busy) {
      return false;
    }
  }

  private void backup() {
    long begin = System.nanoTime();
    drain(admin().backupLedger(BackupLedgerRequest.getDefaultInstance()));
    lower("backup_seconds", seconds(begin), "s");
    lower("ledger_bytes_a_gist", (double) stats().getLedgerSizeBytes() / count, "bytes");
  }

  private static void drain(Iterator<?> answers) {
    while (answers.hasNext()) {
      answers.next();
    }
  }

  /** Captions that no pack wrote are read for hours; a reindex that waits for them is given up. */
  private void reindex() {
    long begin = System.nanoTime();
    try {
      drain(
          AdminServiceGrpc.newBlockingStub(client().channel())
              .withDeadlineAfter(REINDEX_SECONDS, TimeUnit.SECONDS)
              .reindex(ReindexRequest.getDefaultInstance()));
      lower("reindex_seconds", seconds(begin), "s");
    } catch (StatusRuntimeException tooLong) {
      lower("reindex_seconds", seconds(begin), "s");
      figures.note(
          "The reindex of " + count + " gists was given up after " + REINDEX_SECONDS + " s.");
    }
  }

  private void match() throws IOException, InterruptedException {
    var watches = WatchServiceGrpc.newBlockingStub(client().channel());
    for (int i = 0; i < WATCHES; i++) {
      watches.createWatch(
          CreateWatchRequest.newBuilder()
              .setWatchId("w" + i)
              .setWatch(
                  Watch.newBuilder()
                      .setCondition(WatchCondition.newBuilder().setQuery(query().getQuery()))
                      .setMinScore(RARE))
              .build());
    }
    double used = server.processorSeconds();
    long begin = System.nanoTime();
    new GrowthTraffic(client(), gists).fill(MATCHED_GISTS);
    long goal = stats().getLedgerPosition();
    while (stats().getWatchPosition() < goal) {
      Thread.sleep(LOOK_MILLIS);
    }
    add("match_gists_per_s", MATCHED_GISTS / seconds(begin), "gists/s", Better.HIGHER);
    lower(
        "match_server_micros", (server.processorSeconds() - used) * 1e6 / MATCHED_GISTS, "us/gist");
  }

  /** Keeps a tenth of the bytes; how fast the rest is deleted, and how long acks take meanwhile. */
  private void retention() throws IOException, InterruptedException {
    try (GrowthTraffic.Probe probe = new GrowthTraffic(client(), gists).new Probe()) {
      GetStatsResponse before = stats();
      long begin = System.nanoTime();
      Retention retention =
          Retention.newBuilder().setMaxLayerBytes(before.getLayerBytes() / 10).build();
      long expected =
          admin()
              .updateRetention(UpdateRetentionRequest.newBuilder().setRetention(retention).build())
              .getAffectedCount();
      lower("update_retention_seconds", seconds(begin), "s");
      double used = server.processorSeconds();
      while (stats().getLayerBytes() > before.getLayerBytes() / 9
          && seconds(begin) < MOST_SECONDS) {
        Thread.sleep(LOOK_MILLIS * 10L);
      }
      long deleted = before.getGistCount() - stats().getGistCount();
      double processor = server.processorSeconds() - used;
      lower("retention_millis_per_500", processor * 1e3 * GISTS_A_STEP / deleted, "ms");
      add("retention_gists_per_s", deleted / seconds(begin), "gists/s", Better.HIGHER);
      List<Double> acks = new ArrayList<>(probe.end());
      lower("retention_ack_p99_millis", acks.get((int) (acks.size() * 0.99)), "ms");
      lower("retention_ack_max_millis", acks.get(acks.size() - 1), "ms");
      if (deleted < expected * 0.9) {
        figures.note(
            "The retention of "
                + count
                + " gists deleted "
                + deleted
                + " of "
                + expected
                + " in "
                + MOST_SECONDS
                + " s.");
      }
    }
  }

  private void compaction() throws InterruptedException {
    admin()
        .updateRetention(
            UpdateRetentionRequest.newBuilder()
                .setRetention(Retention.getDefaultInstance())
                .build());
    long begin = System.nanoTime();
    double shrank = 0;
    long after = Long.MAX_VALUE;
    // What retention deleted is removed from the log by a later run of it.
    while (seconds(begin) < shrank + COMPACT_SECONDS) {
      long now =
          AdminServiceGrpc.newBlockingStub(client().channel())
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .compactLedger(CompactLedgerRequest.getDefaultInstance())
              .getSizeAfterBytes();
      if (now < after * 0.99) {
        shrank = seconds(begin);
      }
      after = Math.min(after, now);
      Thread.sleep(LOOK_MILLIS * 10L);
    }
    lower("compaction_seconds", shrank, "s");
    lower("ledger_mib_after_compaction", after / 1048576.0, "MiB");
  }
}
