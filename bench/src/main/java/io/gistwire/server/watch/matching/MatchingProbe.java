package io.gistwire.server.watch.matching;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.query.Calibration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The matching of watches as a benchmark drives it: in this package because the watches keep their
 * parts package-private. Not thread-safe.
 */
public final class MatchingProbe {
  private final Quantizer quantizer;
  private final List<CompiledWatch> watches = new ArrayList<>();
  private final CodeMatcher matcher = new CodeMatcher(new SketchBook());
  private final EpochKey epoch = new EpochKey(new SourceKey("bench", "cam"), 1);
  private final CodeLane lane;
  private long matched;

  /** Matching without watches. */
  public MatchingProbe(Quantizer quantizer) {
    this.quantizer = quantizer;
    this.lane = new CodeLane(quantizer.codeBytes());
  }

  /**
   * Adds a watch.
   *
   * @param background scores of random codes, for its calibration
   * @param share of the gists that it matches; 0: by a calibrated score of 0.5
   */
  public void watch(ScoreTable table, float[] background, double share) {
    Calibration calibration = Calibration.of(background);
    float threshold = share > 0 ? Float.NaN : calibration.threshold(0.5f);
    CompiledCondition condition =
        new CompiledCondition.Vector(
            table, calibration, List.of(), threshold, share, background.clone());
    Watch watch =
        Watch.newBuilder().setName("watches/w" + watches.size()).setMinScore(0.5f).build();
    WeeklySchedule always = new WeeklySchedule(List.of(), ZoneOffset.UTC);
    watches.add(new CompiledWatch("bench", watch, null, condition, Set.of(), always, 0));
  }

  /** Adds a gist to the lane; a full lane is matched. */
  public void gist(long number, byte[] code) {
    float norm = quantizer.inverseNorm(code, 0, code.length);
    lane.add(new GistKey(epoch, number + 1), code, norm, number, number + 1);
    if (lane.isFull()) {
      matcher.match(lane, watches, match -> matched++);
      lane.count = 0;
    }
  }

  /** Matches since the last call. */
  public long takeMatched() {
    long taken = matched;
    matched = 0;
    return taken;
  }
}
