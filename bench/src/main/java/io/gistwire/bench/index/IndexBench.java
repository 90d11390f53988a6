package io.gistwire.bench.index;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.memory.IndexProbe;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Measures the index in memory: building, exact scans, inverted lists at several widths against the
 * exact ten best, filters of several selectivities. One thread; a query is all that a search does
 * after its text became a vector. Rates are for each second of the processor's time.
 *
 * <pre>
 * bench/run search FOLDER [COUNT] [QUERIES] [JSON]
 * </pre>
 */
public final class IndexBench {
  private static final double GOAL_RECALL = 0.95;
  private static final double GOAL_MILLIS = 5;

  private final IndexVectors data;
  private final Figures figures = FiguresOutput.empty("search");
  private final IndexProbe index;

  private IndexBench(IndexVectors data) {
    this.data = data;
    this.index = new IndexProbe(data.quantizer());
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    int queries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
    IndexBench bench = new IndexBench(IndexVectors.read(Path.of(arguments[0]), count, queries));
    bench.build();
    bench.scan();
    bench.lists();
    bench.filters();
    System.out.print(bench.figures.toTable());
    if (arguments.length > 3) {
      Files.writeString(Path.of(arguments[3]), bench.figures.toJson() + "\n");
    }
  }

  private void build() {
    long before = usedBytes();
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < data.count(); i++) {
      index.put("cam-" + i % 100, i, data.code(i));
    }
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
    double bytes = (usedBytes() - before) / (double) data.count();
    figures
        .add("search_gists", data.count(), "gists", null, Better.HIGHER)
        .add("index_build_processor_seconds", seconds, "s", null, Better.LOWER)
        .add("index_puts_per_s", data.count() / seconds, "gists/s", null, Better.HIGHER)
        .add("index_memory_bytes_per_gist", bytes, "B", null, Better.LOWER);
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private record Measured(double recall, QueryTimes times, double compared) {}

  /** Measures one way to search; {@code truth} may be null where recall is not wanted. */
  private Measured measure(
      Set<String> sources, NearestMode mode, int candidates, ExactAnswers truth) {
    int queries = data.queries().length;
    for (int i = 0; i < Math.min(100, queries); i++) {
      index.search(data.queries()[i], sources, ExactAnswers.TOP, mode, candidates);
    }
    QueryTimes times = new QueryTimes(queries);
    long right = 0;
    long compared = 0;
    for (int i = 0; i < queries; i++) {
      times.begin();
      IndexProbe.Found found =
          index.search(data.queries()[i], sources, ExactAnswers.TOP, mode, candidates);
      times.end();
      compared += found.compared();
      if (truth != null) {
        int query = i;
        right += found.numbers().stream().filter(number -> truth.has(query, number)).count();
      }
    }
    double recall = truth == null ? 1 : truth.recall(right);
    return new Measured(recall, times, (double) compared / queries);
  }

  private void scan() {
    Measured scan = measure(Set.of(), NearestMode.SCAN, 0, null);
    add("_scan", scan);
    double codes = scan.times().perProcessorSecond() * data.count();
    figures.add("index_scan_codes_per_s", codes, "1/s", null, Better.HIGHER);
  }

  private void lists() {
    ExactAnswers truth = ExactAnswers.of(index, data, Set.of());
    boolean reached = false;
    for (int part : new int[] {256, 192, 128, 96, 64, 48, 32, 16, 8}) {
      Measured lists = measure(Set.of(), NearestMode.CELLS, data.count() / part, truth);
      System.out.printf(
          Locale.ROOT,
          "inverted lists, 1/%d of the codes (%.0f): recall %.4f p50 %.3f ms p99 %.3f ms (wall), p50"
              + " %.3f ms (processor), %.0f/s%n",
          part,
          lists.compared(),
          lists.recall(),
          lists.times().wallMillis(0.5),
          lists.times().wallMillis(0.99),
          lists.times().processorMillis(0.5),
          lists.times().perProcessorSecond());
      if (lists.recall() >= GOAL_RECALL && !reached) {
        reached = true;
        add("", lists);
      }
    }
    add("_default", measure(Set.of(), NearestMode.AUTO, 0, truth));
  }

  private void add(String suffix, Measured measured) {
    QueryTimes times = measured.times();
    String name = "search" + suffix;
    figures
        .add(name + "_recall_at_10", measured.recall(), "", GOAL_RECALL, Better.HIGHER)
        .add(name + "_p50_millis", times.wallMillis(0.5), "ms", GOAL_MILLIS, Better.LOWER)
        .add(name + "_p99_millis", times.wallMillis(0.99), "ms", null, Better.LOWER)
        .add(name + "_p50_processor_millis", times.processorMillis(0.5), "ms", null, Better.LOWER)
        .add(name + "_p99_processor_millis", times.processorMillis(0.99), "ms", null, Better.LOWER)
        .add(
            name + "_queries_per_s",
            times.perProcessorSecond(),
            "1/s of one core",
            null,
            Better.HIGHER)
        .add(name + "_codes_compared", measured.compared(), "codes", null, Better.LOWER);
  }

  /** The first so many of a hundred sources: no correlation with what photos show. */
  private void filters() {
    for (int percent : new int[] {1, 10, 50}) {
      Set<String> sources = new HashSet<>();
      for (int i = 0; i < percent; i++) {
        sources.add("cam-" + i);
      }
      ExactAnswers truth = ExactAnswers.of(index, data, sources);
      add("_filter_" + percent + "_percent", measure(sources, NearestMode.AUTO, 0, truth));
    }
  }
}
