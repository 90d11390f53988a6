package io.gistwire.server.index;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures the index in memory: building, exact scans, cells at several widths against the exact
 * ten best, filters of several selectivities. One thread; a query is all that a search does after
 * its text became a vector. Rates are for each second of the processor's time.
 *
 * <pre>
 * server/bench/run search FOLDER [COUNT] [QUERIES] [JSON] [COMMIT]
 * </pre>
 */
public final class SearchBench {
  private static final int TOP = 10;
  private static final double GOAL_RECALL = 0.95;

  private final BenchData data;
  private final Figures figures = new Figures("search");
  private final GistTable table;

  private SearchBench(BenchData data) {
    this.data = data;
    this.table = new GistTable(data.quantizer());
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    int queries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
    SearchBench bench = new SearchBench(BenchData.read(Path.of(arguments[0]), count, queries));
    bench.build();
    bench.scan();
    bench.cells();
    bench.filters();
    if (arguments.length > 3) {
      bench.figures.write(Path.of(arguments[3]), arguments.length > 4 ? arguments[4] : "unknown");
    }
  }

  private void build() {
    long before = usedBytes();
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < data.count(); i++) {
      SourceKey source = new SourceKey("bench", "cam-" + i % 100);
      GistKey key = new GistKey(new EpochKey(source, 1), i + 1L);
      table.put(new GistRow(key, i + 1L, 1000L * i, 1000L * i, data.code(i), (byte) 1, null));
    }
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
    figures.add("search_gists", data.count(), "gists", "higher");
    figures.add("index_build_processor_seconds", seconds, "s", "lower");
    figures.add("index_puts_per_s", data.count() / seconds, "gists/s", "higher");
    figures.add(
        "index_memory_bytes_per_gist",
        (usedBytes() - before) / (double) data.count(),
        "B",
        "lower");
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private NearestHits search(float[] query, GistFilter filter, NearestMode mode, int candidates) {
    NearestRequest request = new NearestRequest(query, filter, TOP, mode, candidates);
    return new NearestSearch(table, data.quantizer(), request, Budget.UNLIMITED).run();
  }

  private static Set<Long> positions(NearestHits hits) {
    Set<Long> positions = new HashSet<>();
    hits.hits().forEach(hit -> positions.add(hit.position()));
    return positions;
  }

  private record Measured(double recall, Timings timings, double scanned) {}

  private Measured measure(
      GistFilter filter, NearestMode mode, int candidates, List<Set<Long>> truth) {
    for (int i = 0; i < Math.min(100, data.queries().length); i++) {
      search(data.queries()[i], filter, mode, candidates);
    }
    Timings timings = new Timings(data.queries().length);
    long right = 0;
    long wanted = 0;
    long scanned = 0;
    for (int i = 0; i < data.queries().length; i++) {
      timings.begin();
      NearestHits hits = search(data.queries()[i], filter, mode, candidates);
      timings.end();
      scanned += hits.scannedCount();
      if (truth != null) {
        Set<Long> found = positions(hits);
        right += truth.get(i).stream().filter(found::contains).count();
        wanted += truth.get(i).size();
      }
    }
    double recall = wanted == 0 ? 1 : (double) right / wanted;
    return new Measured(recall, timings, (double) scanned / data.queries().length);
  }

  private void scan() {
    Measured scan = measure(GistFilter.ALL, NearestMode.SCAN, 0, null);
    add("_scan", scan);
    figures.add(
        "index_scan_codes_per_s",
        scan.timings().perProcessorSecond() * data.count(),
        "1/s",
        "higher");
  }

  private List<Set<Long>> truth(GistFilter filter) {
    List<Set<Long>> truth = new ArrayList<>();
    for (float[] query : data.queries()) {
      truth.add(positions(search(query, filter, NearestMode.SCAN, 0)));
    }
    return truth;
  }

  private void cells() {
    List<Set<Long>> truth = truth(GistFilter.ALL);
    boolean reached = false;
    for (int part : new int[] {256, 192, 128, 96, 64, 48, 32, 16, 8}) {
      Measured cells = measure(GistFilter.ALL, NearestMode.CELLS, data.count() / part, truth);
      System.out.printf(
          Locale.ROOT,
          "cells, 1/%d of the codes (%.0f): recall %.4f p50 %.3f ms p99 %.3f ms (wall), p50 %.3f ms"
              + " (processor), %.0f/s%n",
          part,
          cells.scanned(),
          cells.recall(),
          cells.timings().wallMillis(0.5),
          cells.timings().wallMillis(0.99),
          cells.timings().processorMillis(0.5),
          cells.timings().perProcessorSecond());
      if (cells.recall() >= GOAL_RECALL && !reached) {
        reached = true;
        add("", cells);
      }
    }
    add("_default", measure(GistFilter.ALL, NearestMode.AUTO, 0, truth));
  }

  private void add(String suffix, Measured measured) {
    figures.add("search" + suffix + "_recall_at_10", measured.recall(), "", GOAL_RECALL, "higher");
    Timings timings = measured.timings();
    String name = "search" + suffix;
    figures.add(name + "_p50_millis", timings.wallMillis(0.5), "ms", 5, "lower");
    figures.add(name + "_p99_millis", timings.wallMillis(0.99), "ms", "lower");
    figures.add(name + "_p50_processor_millis", timings.processorMillis(0.5), "ms", "lower");
    figures.add(name + "_p99_processor_millis", timings.processorMillis(0.99), "ms", "lower");
    figures.add(name + "_queries_per_s", timings.perProcessorSecond(), "1/s of one core", "higher");
    figures.add(name + "_codes_compared", measured.scanned(), "codes", "lower");
  }

  /** The first so many of a hundred sources: no correlation with what photos show. */
  private void filters() {
    for (int percent : new int[] {1, 10, 50}) {
      Set<String> sources = new HashSet<>();
      for (int i = 0; i < percent; i++) {
        sources.add("cam-" + i);
      }
      GistFilter all = GistFilter.ALL;
      GistFilter filter =
          new GistFilter(
              sources,
              all.capturedFromMillis(),
              all.capturedToMillis(),
              all.receivedFromMillis(),
              all.receivedToMillis(),
              List.of(),
              List.of(),
              List.of(),
              0,
              Long.MAX_VALUE);
      add("_filter_" + percent + "_percent", measure(filter, NearestMode.AUTO, 0, truth(filter)));
    }
  }
}
