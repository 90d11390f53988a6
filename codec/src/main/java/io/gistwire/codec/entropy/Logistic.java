package io.gistwire.codec.entropy;

/** Logits in Q8 to 16-bit probabilities and back, by table (FORMAT.md, 3.3 and 5.8). */
public final class Logistic {
  private static final int REACH = 2047;
  private static final int LEAST = 16;
  private static final int[] SQUASH = new int[2 * REACH + 1];
  private static final short[] STRETCH = new short[4096];

  static {
    for (int z = -REACH; z <= REACH; z++) {
      // StrictMath is bit-exact by its specification; a test holds the table's checksum.
      double p = Math.rint(65536 / (1 + StrictMath.exp(-z / 256.0)));
      SQUASH[z + REACH] = (int) Math.max(LEAST, Math.min(65536 - LEAST, p));
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

  /** Probability in 1/65536, 16 to 65520, of a logit of any size; beyond 2,047 it is clamped. */
  public static int squash(long logit) {
    return SQUASH[(int) Math.max(-REACH, Math.min(REACH, logit)) + REACH];
  }

  /**
   * The smallest logit that has about this probability.
   *
   * @param probability in 1/65536, 0 to 65535
   */
  public static int stretch(int probability) {
    return STRETCH[probability >> 4];
  }
}
