package io.gistwire.server.query;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.index.CodeSample;
import java.util.Arrays;

/**
 * Turns scores of one query into calibrated ones: {@code -log10(p) / 6}, cut to 0 and 1, where p is
 * the share of random gists that score as high. So 0.5 is one gist in a thousand and 1 is one in a
 * million, for every query and every pack. Immutable and thread-safe.
 *
 * <p>p comes from the scores of a sample. Its upper twentieth is fitted by a generalised Pareto
 * distribution (method of moments; Hosking and Wallis, "Parameter and quantile estimation for the
 * generalized Pareto distribution", 1987), because tails of real photos are heavier than a normal
 * distribution's. Beyond what the sample can tell about, the tail goes on exponentially, so a
 * higher score never calibrates lower.
 */
public final class Calibration {
  /** -log10(p) that calibrates to 1. */
  private static final double FULL = 6;

  private static final double TAIL_SHARE = 0.05;
  private static final double MIN_SHAPE = -0.5;
  private static final double MAX_SHAPE = 0.3;

  /** The fit is trusted up to this p, then it goes on exponentially. */
  private static final double TRUSTED = 1e-4;

  private final float[] sorted;
  private final double start;
  private final double tailShare;
  private final double shape;
  private final double scale;
  private final double trustedAt;
  private final double slope;

  private Calibration(float[] sorted) {
    this.sorted = sorted;
    int tail = Math.max(1, (int) (sorted.length * TAIL_SHARE));
    int first = sorted.length - tail;
    this.start = first > 0 ? sorted[first - 1] : sorted[0];
    this.tailShare = (double) tail / sorted.length;
    double mean = 0;
    for (int i = first; i < sorted.length; i++) {
      mean += (sorted[i] - start) / tail;
    }
    double variance = 0;
    for (int i = first; i < sorted.length; i++) {
      variance += Math.pow(sorted[i] - start - mean, 2) / tail;
    }
    mean = Math.max(mean, 1e-6);
    double ratio = variance > 0 ? mean * mean / variance : 1;
    this.shape = Math.max(MIN_SHAPE, Math.min(MAX_SHAPE, 0.5 * (1 - ratio)));
    this.scale = mean * (1 - shape);
    this.trustedAt = excessAt(TRUSTED);
    this.slope = 1 / (scale + shape * trustedAt);
  }

  /** The calibration of a query against a background. */
  public static Calibration of(ScoreTable query, CodeSample background) {
    int count = background.codes().size();
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      byte[] code = background.codes().get(i);
      scores[i] = query.score(code, 0, code.length, background.inverseNorms()[i]);
    }
    return of(scores);
  }

  /** The calibration by scores of random gists, at least one. */
  public static Calibration of(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new Calibration(sorted);
  }

  /** The score on the scale that means the same for every query, 0 to 1. */
  public float calibrated(float score) {
    double rarity = -log10Share(score) / FULL;
    return (float) Math.max(0, Math.min(1, rarity));
  }

  /**
   * The lowest score that calibrates to at least this.
   *
   * @param calibrated 0 to 1
   */
  public float threshold(float calibrated) {
    if (calibrated <= 0) {
      return Float.NEGATIVE_INFINITY;
    }
    double share = Math.pow(10, -FULL * calibrated);
    if (share >= tailShare) {
      int below = (int) Math.ceil((1 - share) * sorted.length);
      return sorted[Math.min(sorted.length - 1, Math.max(0, below))];
    }
    return (float) (start + excessAt(share));
  }

  private double log10Share(float score) {
    if (score <= start) {
      return Math.log10(shareAbove(score));
    }
    double excess = score - start;
    if (excess <= trustedAt) {
      return Math.log10(tailShare * survival(excess));
    }
    return Math.log10(TRUSTED) - (excess - trustedAt) * slope / Math.log(10);
  }

  /** Share of the sample at or above a score; never below the tail's. */
  private double shareAbove(float score) {
    int at = Arrays.binarySearch(sorted, score);
    int first = at >= 0 ? at : -at - 1;
    while (first > 0 && sorted[first - 1] == score) {
      first--;
    }
    return Math.max(tailShare, (double) (sorted.length - first) / sorted.length);
  }

  private double survival(double excess) {
    if (Math.abs(shape) < 1e-9) {
      return Math.exp(-excess / scale);
    }
    return Math.pow(Math.max(1e-300, 1 + shape * excess / scale), -1 / shape);
  }

  private double excessAt(double share) {
    if (share < TRUSTED) {
      return trustedAt + Math.log(TRUSTED / share) / slope;
    }
    double ratio = Math.min(1, share / tailShare);
    if (Math.abs(shape) < 1e-9) {
      return -scale * Math.log(ratio);
    }
    return scale / shape * (Math.pow(ratio, -shape) - 1);
  }
}
