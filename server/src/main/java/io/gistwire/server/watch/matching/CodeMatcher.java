package io.gistwire.server.watch.matching;

import java.util.List;
import java.util.function.Consumer;

/**
 * Matches watches with vectors on lanes of codes: watch by watch, so that a watch's 16 KiB table is
 * read from the nearest cache for all codes but the first. Not thread-safe.
 */
final class CodeMatcher {
  private final float[] scores = new float[CodeLane.CAPACITY];
  private final SketchBook sketches;

  CodeMatcher(SketchBook sketches) {
    this.sketches = sketches;
  }

  /** Runs all watches over a lane; matches come watch by watch, each in the order of the log. */
  void match(CodeLane lane, List<CompiledWatch> watches, Consumer<WatchMatch> matches) {
    for (CompiledWatch watch : watches) {
      if (watch.condition() instanceof CompiledCondition.Vector vector) {
        vector.scores().score(lane.codes, 0, lane.codeBytes, lane.count, lane.norms, 0, scores, 0);
        if (vector.isShare()) {
          matchShare(lane, watch, vector, matches);
        } else {
          matchScore(lane, watch, vector, matches);
        }
      }
    }
  }

  private void matchScore(
      CodeLane lane,
      CompiledWatch watch,
      CompiledCondition.Vector vector,
      Consumer<WatchMatch> matches) {
    float threshold = vector.minSimilarity();
    for (int i = 0; i < lane.count; i++) {
      if (scores[i] >= threshold && watch.looksAt(lane.source(i), lane.positions[i])) {
        matches.accept(match(lane, i, watch, vector, watch.watch().getMinScore()));
      }
    }
  }

  private void matchShare(
      CodeLane lane,
      CompiledWatch watch,
      CompiledCondition.Vector vector,
      Consumer<WatchMatch> matches) {
    for (int i = 0; i < lane.count; i++) {
      if (watch.looksAt(lane.source(i), lane.positions[i])) {
        ScoreSketch sketch = sketches.sketch(watch, vector, lane.source(i));
        float threshold = sketch.threshold(vector.topShare());
        sketch.add(scores[i]);
        if (scores[i] >= threshold) {
          float calibrated = vector.calibration().calibrated(threshold);
          matches.accept(match(lane, i, watch, vector, calibrated));
        }
      }
    }
  }

  private WatchMatch match(
      CodeLane lane, int i, CompiledWatch watch, CompiledCondition.Vector vector, float threshold) {
    float score = vector.calibration().calibrated(scores[i]);
    return new WatchMatch(
        watch, lane.keys[i], lane.capturedMillis[i], score, threshold, vector.texts());
  }
}
