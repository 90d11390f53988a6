package io.gistwire.server.watch;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.index.BenchData;
import io.gistwire.server.index.Figures;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.query.Calibration;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Measures how many gists a second one core matches against standing queries: codes decoded to
 * their inverse norm, gathered into lanes, scored against every watch, compared with its threshold.
 * Rates are for each second of the processor's time.
 *
 * <pre>
 * server/bench/run watch FOLDER [WATCHES] [GISTS] [JSON] [COMMIT]
 * </pre>
 */
public final class WatchBench {
  private static final int BACKGROUND = 4096;

  private WatchBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int watchCount = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    int gistCount = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200_000;
    BenchData data = BenchData.read(Path.of(arguments[0]), gistCount, watchCount);
    Figures figures = new Figures("watch");
    figures.add("watch_count", watchCount, "watches", "higher");
    List<CompiledWatch> byScore = watches(data, 0);
    List<CompiledWatch> byShare = watches(data, 0.001);
    for (int pass = 0; pass < 2; pass++) {
      run(data, byScore, gistCount / 4);
    }
    figures.add(
        "watch_gists_per_s_one_core", run(data, byScore, gistCount), "gists/s", 5000, "higher");
    figures.add(
        "watch_top_share_gists_per_s_one_core",
        run(data, byShare, gistCount),
        "gists/s",
        5000,
        "higher");
    if (arguments.length > 3) {
      figures.write(Path.of(arguments[3]), arguments.length > 4 ? arguments[4] : "unknown");
    }
  }

  private static List<CompiledWatch> watches(BenchData data, double share) {
    float[] random = new float[BACKGROUND];
    List<CompiledWatch> watches = new ArrayList<>();
    for (int i = 0; i < data.queries().length; i++) {
      ScoreTable table = data.quantizer().scoreTable(data.queries()[i]);
      Random rows = new Random(i);
      for (int j = 0; j < BACKGROUND; j++) {
        byte[] code = data.code(rows.nextInt(data.count()));
        float norm = data.quantizer().inverseNorm(code, 0, code.length);
        random[j] = table.score(code, 0, code.length, norm);
      }
      Calibration calibration = Calibration.of(random);
      float threshold = share > 0 ? Float.NaN : calibration.threshold(0.5f);
      CompiledCondition condition =
          new CompiledCondition.Vector(
              table, calibration, List.of(), threshold, share, random.clone());
      Watch watch = Watch.newBuilder().setName("watches/w" + i).setMinScore(0.5f).build();
      watches.add(
          new CompiledWatch(
              "bench",
              watch,
              null,
              condition,
              Set.of(),
              new WeeklySchedule(List.of(), ZoneOffset.UTC),
              0));
    }
    return watches;
  }

  private static double run(BenchData data, List<CompiledWatch> watches, int gistCount) {
    CodeMatcher matcher = new CodeMatcher(new SketchBook());
    EpochKey epoch = new EpochKey(new SourceKey("bench", "cam"), 1);
    long[] matched = new long[1];
    CodeLane lane = new CodeLane(data.quantizer().codeBytes());
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < gistCount; i++) {
      byte[] code = data.code(i % data.count());
      float norm = data.quantizer().inverseNorm(code, 0, code.length);
      lane.add(new GistKey(epoch, i + 1L), code, norm, i, i + 1L);
      if (lane.isFull()) {
        matcher.match(lane, watches, match -> matched[0]++);
        lane.count = 0;
      }
    }
    long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    double rate = gistCount / ((end - begin) / 1e9);
    System.out.printf(
        "%d gists, %d watches: %.0f gists/s, %.2f matches a gist%n",
        gistCount, watches.size(), rate, (double) matched[0] / gistCount);
    return rate;
  }
}
