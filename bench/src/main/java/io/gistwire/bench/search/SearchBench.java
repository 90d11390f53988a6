package io.gistwire.bench.search;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.SearchMode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Measures searches through gRPC; see {@code bench search}. */
public final class SearchBench {
  private static final double GOAL_RECALL = 0.95;
  private static final double GOAL_MILLIS = 5;
  private static final int ALL = GistFill.SOURCES;
  private static final int[] PERCENT = {1, 10, 50};
  private static final int MOST_ATTEMPTS = 6_000;
  private static final long RETRY_MILLIS = 50;

  private final BenchPhotos photos;
  private final int gists;
  private final int queryCount;
  private final int callers;

  /**
   * What to measure.
   *
   * @param gists how many the server holds
   * @param queryCount searches of each measurement
   * @param callers callers at once where the rate is measured
   */
  public SearchBench(BenchPhotos photos, int gists, int queryCount, int callers) {
    this.photos = photos;
    this.gists = gists;
    this.queryCount = queryCount;
    this.callers = callers;
  }

  /** Starts a server below a folder, fills it, measures, stops it. */
  public void run(Path parent, List<Path> packs, Figures figures)
      throws IOException, InterruptedException, ExecutionException {
    try (SearchServer server = SearchServer.start(parent, packs, List.of())) {
      figures.add("server_start_empty_seconds", server.startSeconds(), "s", null, Better.LOWER);
      fill(server, figures);
      List<Query> queries = SearchQueries.byVector(photos.vectors(), queryCount);
      modes(new SearchRun(server.client()), queries, figures);
      filters(new SearchRun(server.client()), queries, figures);
      texts(new SearchRun(server.client()), figures);
      restart(server, queries, figures);
    }
  }

  private void fill(SearchServer server, Figures figures) throws IOException, InterruptedException {
    double used = server.processorSeconds();
    double seconds = photos.fill().run(server.client(), gists);
    double processor = server.processorSeconds() - used;
    figures
        .add("search_grpc_gists", gists, "gists", null, Better.HIGHER)
        .add("search_fill_gists_per_s", gists / seconds, "gists/s", null, Better.HIGHER)
        .add("search_fill_server_micros", processor * 1e6 / gists, "us/gist", null, Better.LOWER)
        .add("search_server_resident_mib", server.residentMebibytes(), "MiB", null, Better.LOWER)
        .add("search_server_disk_mib", server.diskMebibytes(), "MiB", null, Better.LOWER);
  }

  private void modes(SearchRun run, List<Query> queries, Figures figures)
      throws InterruptedException, ExecutionException {
    run.series(queries, SearchMode.SEARCH_MODE_AUTO, ALL);
    SearchRun.Series exact = run.series(queries, SearchMode.SEARCH_MODE_SCAN, ALL);
    SearchRun.Series graph = run.series(queries, SearchMode.SEARCH_MODE_GRAPH, ALL);
    SearchRun.Series auto = run.series(queries, SearchMode.SEARCH_MODE_AUTO, ALL);
    exact.timings().addTo(figures, "search_grpc_scan", null);
    graph.timings().addTo(figures, "search_grpc_approximate", null);
    recall(figures, "search_grpc_approximate", exact, graph);
    auto.timings().addTo(figures, "search_grpc", GOAL_MILLIS);
    recall(figures, "search_grpc", exact, auto);
    figures
        .add("search_grpc_codes_compared", auto.scanned(), "codes", null, Better.LOWER)
        .add(
            "search_grpc_queries_per_s",
            run.perSecond(queries, SearchMode.SEARCH_MODE_AUTO, 1),
            "1/s of one caller",
            null,
            Better.HIGHER)
        .add(
            "search_grpc_queries_per_s_" + callers + "_callers",
            run.perSecond(queries, SearchMode.SEARCH_MODE_AUTO, callers),
            "1/s",
            null,
            Better.HIGHER);
  }

  private static void recall(
      Figures figures, String name, SearchRun.Series exact, SearchRun.Series other) {
    double recall = SearchRun.recall(exact, other);
    figures.add(name + "_recall_at_10", recall, "", GOAL_RECALL, Better.HIGHER);
  }

  private static void filters(SearchRun run, List<Query> queries, Figures figures) {
    for (int percent : PERCENT) {
      SearchRun.Series exact = run.series(queries, SearchMode.SEARCH_MODE_SCAN, percent);
      SearchRun.Series auto = run.series(queries, SearchMode.SEARCH_MODE_AUTO, percent);
      String name = "search_grpc_filter_" + percent + "_percent";
      auto.timings().addTo(figures, name, null);
      recall(figures, name, exact, auto);
    }
  }

  private void texts(SearchRun run, Figures figures) {
    // The first loads the text encoder; it is not one of those that are timed.
    List<Query> texts = SearchQueries.byText(Math.min(1000, queryCount + 1));
    run.series(texts.subList(0, 1), SearchMode.SEARCH_MODE_AUTO, ALL);
    run.series(texts.subList(1, texts.size()), SearchMode.SEARCH_MODE_AUTO, ALL)
        .timings()
        .addTo(figures, "search_grpc_new_text", null);
  }

  private void restart(SearchServer server, List<Query> queries, Figures figures)
      throws IOException, InterruptedException {
    server.restart();
    long begin = System.nanoTime();
    SearchRun.Series first = firstAnswer(new SearchRun(server.client()), queries.subList(0, 1));
    double answered = (System.nanoTime() - begin) / 1e9;
    figures
        .add("server_start_seconds", server.startSeconds(), "s", null, Better.LOWER)
        .add(
            "server_start_to_first_answer_seconds",
            server.startSeconds() + answered,
            "s",
            null,
            Better.LOWER);
    if (first.answers().get(0).getHitsCount() == 0) {
      throw new IOException("the server found nothing after its restart");
    }
  }

  /** Queries until the index has read the ledger; the server answers "busy" meanwhile. */
  private static SearchRun.Series firstAnswer(SearchRun run, List<Query> query)
      throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        return run.series(query, SearchMode.SEARCH_MODE_AUTO, ALL);
      } catch (StatusRuntimeException busy) {
        if (busy.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED || i == MOST_ATTEMPTS) {
          throw busy;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
