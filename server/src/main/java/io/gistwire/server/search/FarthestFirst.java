package io.gistwire.server.search;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.index.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Picks codes that differ most: each next one is furthest from those picked (Gonzalez, "Clustering
 * to minimize the maximum intercluster distance", 1985: at most twice the best radius). With a
 * relevance, distance counts by it.
 */
final class FarthestFirst {
  private static final int MIDDLE_OF = 2048;
  private static final int CHECK_EVERY = 4096;

  private final CollectedCodes codes;
  private final double[] relevance;
  private final Budget budget;
  private final float[] nearest;
  private final int[] owner;

  /**
   * A choice among these codes.
   *
   * @param relevance of each code, 0 to 1; null: all the same
   */
  FarthestFirst(CollectedCodes codes, double[] relevance, Budget budget) {
    this.codes = codes;
    this.relevance = relevance;
    this.budget = budget;
    this.nearest = new float[codes.size()];
    this.owner = new int[codes.size()];
    Arrays.fill(nearest, -1);
  }

  /** Numbers of the codes picked, in order; fewer when the rest are copies of those. */
  List<Integer> pick(int count) {
    List<Integer> picked = new ArrayList<>();
    int next = codes.size() == 0 ? -1 : first();
    while (next >= 0 && picked.size() < count) {
      assign(next, picked.size());
      picked.add(next);
      next = furthest();
    }
    return picked;
  }

  /** How many codes are nearest to each of those picked. */
  long[] represented(int picks) {
    long[] counts = new long[picks];
    for (int number : owner) {
      counts[number]++;
    }
    return counts;
  }

  /** The most relevant one, or the one nearest to the middle of all. */
  private int first() {
    ScoreTable middle = relevance == null ? codes.table(mean()) : null;
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < codes.size(); i++) {
      double value = middle == null ? relevance[i] : codes.score(middle, i);
      if (value > most) {
        most = value;
        best = i;
      }
    }
    return best;
  }

  private float[] mean() {
    int step = Math.max(1, codes.size() / MIDDLE_OF);
    float[] sum = codes.unitVector(0);
    for (int i = step; i < codes.size(); i += step) {
      float[] vector = codes.unitVector(i);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += vector[j];
      }
    }
    return sum;
  }

  private void assign(int pick, int number) {
    ScoreTable table = codes.table(codes.unitVector(pick));
    for (int i = 0; i < nearest.length; i++) {
      if (i % CHECK_EVERY == 0) {
        budget.check();
      }
      float score = i == pick ? Float.MAX_VALUE : codes.score(table, i);
      if (score > nearest[i]) {
        nearest[i] = score;
        owner[i] = number;
      }
    }
  }

  /** -1 when every code is the same as one of those picked. */
  private int furthest() {
    int best = -1;
    double most = 1e-4;
    for (int i = 0; i < nearest.length; i++) {
      double distance = (1 - nearest[i]) * (relevance == null ? 1 : relevance[i]);
      if (distance > most) {
        most = distance;
        best = i;
      }
    }
    return best;
  }
}
