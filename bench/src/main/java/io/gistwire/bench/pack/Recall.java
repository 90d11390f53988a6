package io.gistwire.bench.pack;

import java.util.List;

/** Recall and accuracy; ties count at their expected rank. */
final class Recall {
  private Recall() {}

  /** {@code scores[query][item]}: queries down, items across. */
  static float[][] scores(List<float[]> queries, List<float[]> items) {
    float[][] unit = new float[items.size()][];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = unit(items.get(i));
    }
    float[][] scores = new float[queries.size()][unit.length];
    for (int q = 0; q < scores.length; q++) {
      for (int i = 0; i < unit.length; i++) {
        scores[q][i] = dot(queries.get(q), unit[i]);
      }
    }
    return scores;
  }

  /**
   * Percentage of rows of which a relevant column is among the first {@code at}.
   *
   * @param owners the row's items: column {@code j} is relevant to row {@code i} when {@code
   *     rowKey[i] == columnKey[j]}
   */
  static double recallPercent(float[][] scores, int[] rowKey, int[] columnKey, int at) {
    double sum = 0;
    for (int row = 0; row < scores.length; row++) {
      sum += chance(scores[row], rowKey[row], columnKey, at);
    }
    return 100 * sum / scores.length;
  }

  private static double chance(float[] scores, int key, int[] columnKey, int at) {
    float best = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < scores.length; j++) {
      if (columnKey[j] == key) {
        best = Math.max(best, scores[j]);
      }
    }
    int better = 0;
    int hits = 0;
    int misses = 0;
    for (int j = 0; j < scores.length; j++) {
      if (scores[j] > best) {
        better++;
      } else if (scores[j] == best) {
        if (columnKey[j] == key) {
          hits++;
        } else {
          misses++;
        }
      }
    }
    return chance(at - better, hits, misses);
  }

  /** Chance that at least one of the hits lands in the first places of hits and misses shuffled. */
  private static double chance(int places, int hits, int misses) {
    if (places <= 0) {
      return 0;
    }
    double missed = 1;
    for (int i = 0; i < hits; i++) {
      missed *= Math.max(0, misses + hits - places - i) / (double) (misses + hits - i);
    }
    return 1 - missed;
  }

  /** Top-1 in percent; {@code scores[label][photo]}, equal best labels share the hit. */
  static double accuracyPercent(float[][] scores, int[] truth) {
    double sum = 0;
    for (int photo = 0; photo < truth.length; photo++) {
      float best = Float.NEGATIVE_INFINITY;
      int equal = 0;
      for (float[] label : scores) {
        if (label[photo] > best) {
          best = label[photo];
          equal = 1;
        } else if (label[photo] == best) {
          equal++;
        }
      }
      sum += scores[truth[photo]][photo] == best ? 1.0 / equal : 0;
    }
    return 100 * sum / truth.length;
  }

  static float[][] transposed(float[][] scores) {
    float[][] out = new float[scores[0].length][scores.length];
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < out.length; j++) {
        out[j][i] = scores[i][j];
      }
    }
    return out;
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float inverse = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    float[] unit = new float[vector.length];
    for (int j = 0; j < unit.length; j++) {
      unit[j] = vector[j] * inverse;
    }
    return unit;
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
