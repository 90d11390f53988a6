package io.gistwire.server.watch.matching;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.watch.expression.CaptionExpression;
import java.util.List;

/** A watch's condition, ready to be matched. Immutable. */
public sealed interface CompiledCondition {
  /**
   * A vector.
   *
   * @param texts what it describes, for alerts
   * @param minSimilarity the score from which a gist matches; NaN where a share of the source's
   *     gists counts
   * @param topShare above 0 to 1; 0: a score counts
   * @param randomScores scores of random gists, for the beginning of a share
   */
  record Vector(
      ScoreTable scores,
      Calibration calibration,
      List<String> texts,
      float minSimilarity,
      double topShare,
      float[] randomScores)
      implements CompiledCondition {
    boolean isShare() {
      return topShare > 0;
    }
  }

  /** Any of these label numbers; names in the same order. */
  record Labels(List<Integer> numbers, List<String> names) implements CompiledCondition {}

  /** Words of the caption. */
  record Caption(CaptionExpression expression) implements CompiledCondition {}
}
