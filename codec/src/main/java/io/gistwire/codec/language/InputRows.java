package io.gistwire.codec.language;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What each token gives to the gates: its embedding times the input matrix. The product depends on
 * the token alone, so rows that were needed once are kept, {@link #KEPT} of them at most (9 KB
 * each). Thread-safe: a row that two threads make at once is the same row.
 */
final class InputRows {
  private static final int KEPT = 1024;

  private final Weights weights;
  private final AtomicReferenceArray<int[]> rows;
  private final AtomicInteger kept = new AtomicInteger();

  InputRows(Weights weights) {
    this.weights = weights;
    this.rows = new AtomicReferenceArray<>(weights.widths().vocabulary());
  }

  /** Copies the token's 3H dot products. */
  void copyTo(int token, int[] dots) {
    int[] row = rows.get(token);
    if (row == null) {
      multiply(token, dots);
      keep(token, dots);
    } else {
      System.arraycopy(row, 0, dots, 0, row.length);
    }
  }

  private void multiply(int token, int[] dots) {
    int width = weights.widths().embedding();
    long[] read = new long[width];
    for (int j = 0; j < width; j++) {
      int weight = weights.embedding()[token * width + j];
      read[j] = Int16.clamp(weights.embeddingIn().apply(weight, token));
    }
    weights.input().matrix().multiply(read, dots);
  }

  private void keep(int token, int[] dots) {
    if (kept.get() < KEPT && rows.compareAndSet(token, null, dots.clone())) {
      kept.incrementAndGet();
    }
  }
}
