package io.gistwire.codec.language;

/** Logits in Q8 to 16-bit probabilities and back, by table (FORMAT.md, 3.3 and 5.8). */
final class Logistic {
  private static final int REACH = 2047;
  private static final int[] SQUASH = new int[2 * REACH + 1];
  private static final short[] STRETCH = new short[4096];

  static {
    for (int z = -REACH; z <= REACH; z++) {
      long rounded = Math.round(65536 / (1 + StrictMath.exp(-z / 256.0)));
      SQUASH[z + REACH] = (int) Math.max(16, Math.min(65520, rounded));
    }
    int z = -REACH;
    for (int cell = 0; cell < STRETCH.length; cell++) {
      while (z < REACH && squash(z) < 16 * cell + 8) {
        z++;
      }
      STRETCH[cell] = (short) z;
    }
  }

  private Logistic() {}

  /** Probability in 1/65536 of a logit, -2047 to 2047. */
  static int squash(int z) {
    return SQUASH[z + REACH];
  }

  /** The smallest logit that has about this probability. */
  static int stretch(int probability) {
    return STRETCH[probability >> 4];
  }
}
