package io.gistwire.models.picture;

import io.gistwire.models.manifest.PhotoOperation.Filter;

/**
 * Fixed-point weights of one resize pass from {@code source} to {@code target} pixels (PACK.md,
 * Resize). All sums run in the stated order, since the last bit counts.
 */
final class ResizeWeights {
  static final int PRECISION_BITS = 22;

  /** Most taps of one output pixel. */
  final int taps;

  /** First source pixel of each output pixel. */
  final int[] first;

  /** Taps used by each output pixel. */
  final int[] count;

  /** Weights in 1 / 2^22, {@code [target][taps]}. */
  final int[] weights;

  ResizeWeights(int source, int target, Filter filter) {
    double scale = (double) source / target;
    double filterScale = Math.max(scale, 1.0);
    double support = (filter == Filter.BICUBIC ? 2.0 : 1.0) * filterScale;
    this.taps = (int) Math.ceil(support) * 2 + 1;
    this.first = new int[target];
    this.count = new int[target];
    this.weights = new int[target * taps];
    double[] row = new double[taps];
    for (int i = 0; i < target; i++) {
      double centre = (i + 0.5) * scale;
      first[i] = Math.max((int) (centre - support + 0.5), 0);
      count[i] = Math.min((int) (centre + support + 0.5), source) - first[i];
      double sum = 0;
      for (int j = 0; j < count[i]; j++) {
        row[j] = kernel((j + first[i] - centre + 0.5) * (1.0 / filterScale), filter);
        sum += row[j];
      }
      for (int j = 0; j < count[i]; j++) {
        weights[i * taps + j] = fixed(sum == 0 ? row[j] : row[j] * (1.0 / sum));
      }
    }
  }

  private static int fixed(double weight) {
    double scaled = weight * (1 << PRECISION_BITS);
    return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  private static double kernel(double at, Filter filter) {
    double x = Math.abs(at);
    if (filter == Filter.BILINEAR) {
      return x < 1.0 ? 1.0 - x : 0.0;
    }
    // Keys (1981), "Cubic convolution interpolation for digital image processing", a = -0.5.
    if (x < 1.0) {
      return (1.5 * x - 2.5) * x * x + 1.0;
    }
    return x < 2.0 ? (((x - 5.0) * x + 8.0) * x - 4.0) * -0.5 : 0.0;
  }
}
