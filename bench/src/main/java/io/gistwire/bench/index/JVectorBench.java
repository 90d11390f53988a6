package io.gistwire.bench.index;

import com.sun.management.OperatingSystemMXBean;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;

/**
 * Measures JVector's graph over the decoded vectors as floats, in memory, one thread.
 *
 * <pre>
 * bench/run jvector FOLDER COUNT QUERIES
 * </pre>
 */
public final class JVectorBench {
  private static final int LINKS = 16;
  private static final int BEAM = 100;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final double ENOUGH_RECALL = 0.97;
  private static final VectorSimilarityFunction DOT = VectorSimilarityFunction.DOT_PRODUCT;
  private static final VectorTypeSupport TYPES =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  private JVectorBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    IndexVectors data =
        IndexVectors.read(
            Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    System.out.println(VectorizationProvider.getInstance().getClass().getSimpleName());
    List<VectorFloat<?>> vectors = new ArrayList<>();
    for (int i = 0; i < data.count(); i++) {
      vectors.add(TYPES.createFloatVector(data.unitVector(i)));
    }
    RandomAccessVectorValues values =
        new ListRandomAccessVectorValues(vectors, data.quantizer().dimension());
    search(data, build(values), values);
  }

  private static double processorSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static ImmutableGraphIndex build(RandomAccessVectorValues values) throws IOException {
    BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(values, DOT);
    ForkJoinPool one = new ForkJoinPool(1);
    double begin = processorSeconds();
    try (GraphIndexBuilder builder =
        new GraphIndexBuilder(
            scores, values.dimension(), LINKS, BEAM, OVERFLOW, ALPHA, true, true, one, one)) {
      ImmutableGraphIndex graph = builder.build(values);
      System.out.printf(
          Locale.ROOT,
          "built in %.1f s of the processor, %.1f MB of links%n",
          processorSeconds() - begin,
          graph.ramBytesUsed() / 1e6);
      return graph;
    } finally {
      one.shutdown();
    }
  }

  private static void search(
      IndexVectors data, ImmutableGraphIndex graph, RandomAccessVectorValues values)
      throws IOException {
    ExactAnswers truth = ExactAnswers.of(data);
    try (GraphSearcher searcher = new GraphSearcher(graph)) {
      for (int candidates : new int[] {10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 600}) {
        measure(data, searcher, values, truth, candidates);
        if (measure(data, searcher, values, truth, candidates) >= ENOUGH_RECALL) {
          return;
        }
      }
    }
  }

  private static double measure(
      IndexVectors data,
      GraphSearcher searcher,
      RandomAccessVectorValues values,
      ExactAnswers truth,
      int candidates) {
    QueryTimes timings = new QueryTimes(data.queries().length);
    long right = 0;
    for (int i = 0; i < data.queries().length; i++) {
      timings.begin();
      VectorFloat<?> query = TYPES.createFloatVector(data.queries()[i]);
      SearchResult found =
          searcher.search(
              DefaultSearchScoreProvider.exact(query, DOT, values),
              ExactAnswers.TOP,
              candidates,
              0,
              0,
              Bits.ALL);
      timings.end();
      for (SearchResult.NodeScore hit : found.getNodes()) {
        right += truth.has(i, hit.node) ? 1 : 0;
      }
    }
    double recall = truth.recall(right);
    timings.print(candidates, recall);
    return recall;
  }
}
