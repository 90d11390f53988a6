package io.gistwire.codec.attributes;

/** Logits (Q8) to 16-bit probabilities (FORMAT.md 3.3). */
final class Squash {
  /** Logits are clamped to this size. */
  static final int LIMIT = 2047;

  private static final int LOWEST = 16;
  private static final int[] TABLE = table();

  private Squash() {}

  private static int[] table() {
    int[] table = new int[2 * LIMIT + 1];
    for (int z = -LIMIT; z <= LIMIT; z++) {
      // StrictMath is bit-exact by its specification; a test holds the table's checksum.
      double p = 65536 / (1 + StrictMath.exp(-z / 256.0));
      table[z + LIMIT] = (int) Math.max(LOWEST, Math.min(65536 - LOWEST, Math.rint(p)));
    }
    return table;
  }

  /** Probability in 1/65536, 16 to 65520, of a logit of any size. */
  static int probability(long logit) {
    return TABLE[(int) Math.max(-LIMIT, Math.min(LIMIT, logit)) + LIMIT];
  }
}
