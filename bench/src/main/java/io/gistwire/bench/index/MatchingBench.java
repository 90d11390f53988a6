package io.gistwire.bench.index;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.watch.matching.MatchingProbe;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Measures how many gists a second one core matches against watches: codes decoded to their inverse
 * norm, gathered into lanes, scored against every watch, compared with its threshold. Rates are for
 * each second of the processor's time.
 *
 * <pre>
 * bench/run watch FOLDER [WATCHES] [GISTS] [JSON]
 * </pre>
 */
public final class MatchingBench {
  private static final int BACKGROUND = 4096;
  private static final double GOAL_PER_SECOND = 5000;

  private MatchingBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int watchCount = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    int gistCount = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200_000;
    IndexVectors data = IndexVectors.read(Path.of(arguments[0]), gistCount, watchCount);
    Figures figures = FiguresOutput.empty("watch");
    figures.add("watch_count", watchCount, "watches", null, Better.HIGHER);
    MatchingProbe byScore = watches(data, 0);
    for (int pass = 0; pass < 2; pass++) {
      run(data, byScore, gistCount / 4);
    }
    add(figures, "watch_gists_per_s_one_core", run(data, byScore, gistCount));
    MatchingProbe byShare = watches(data, 0.001);
    add(figures, "watch_top_share_gists_per_s_one_core", run(data, byShare, gistCount));
    System.out.print(figures.toTable());
    if (arguments.length > 3) {
      Files.writeString(Path.of(arguments[3]), figures.toJson() + "\n");
    }
  }

  private static void add(Figures figures, String name, double perSecond) {
    figures.add(name, perSecond, "gists/s", GOAL_PER_SECOND, Better.HIGHER);
  }

  private static MatchingProbe watches(IndexVectors data, double share) {
    float[] background = new float[BACKGROUND];
    MatchingProbe matching = new MatchingProbe(data.quantizer());
    for (int i = 0; i < data.queries().length; i++) {
      ScoreTable table = data.quantizer().scoreTable(data.queries()[i]);
      Random rows = new Random(i);
      for (int j = 0; j < BACKGROUND; j++) {
        byte[] code = data.code(rows.nextInt(data.count()));
        float norm = data.quantizer().inverseNorm(code, 0, code.length);
        background[j] = table.score(code, 0, code.length, norm);
      }
      matching.watch(table, background, share);
    }
    return matching;
  }

  private static double run(IndexVectors data, MatchingProbe matching, int gistCount) {
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < gistCount; i++) {
      matching.gist(i, data.code(i % data.count()));
    }
    long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    double rate = gistCount / ((end - begin) / 1e9);
    System.out.printf(
        Locale.ROOT,
        "%d gists: %.0f gists/s, %.2f matches a gist%n",
        gistCount,
        rate,
        (double) matching.takeMatched() / gistCount);
    return rate;
  }
}
