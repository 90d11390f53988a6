package io.gistwire.codec.language;

/** The model's two nonlinear functions, from the table in its file (FORMAT.md, 5.4). */
final class Curves {
  /** Entries of the table: tanh at multiples of 1/64 from 0 to 8. */
  static final int TABLE_SIZE = 513;

  private static final int REACH = 32767;

  /** T(a) for every a from 0 to 32767. */
  private final short[] tanh = new short[REACH + 1];

  /**
   * Spreads the table over all arguments.
   *
   * @param table {@link #TABLE_SIZE} numbers, Q15, not falling, 0 to 32767
   */
  Curves(short[] table) {
    for (int a = 0; a <= REACH; a++) {
      int low = table[a >> 6];
      int high = table[(a >> 6) + 1];
      tanh[a] = (short) (low + ((high - low) * (a & 63) + 32 >> 6));
    }
  }

  /** Hyperbolic tangent, Q15, of a in Q12. */
  int tanh(int a) {
    return a < 0 ? -tanh[Math.min(-a, REACH)] : tanh[Math.min(a, REACH)];
  }

  /** Logistic function, Q15, of a in Q11. */
  int sigmoid(int a) {
    return 32768 + tanh(a) >> 1;
  }

  /** Hyperbolic tangent, Q14, of a in Q12. */
  int tanhQ14(int a) {
    return tanh(a) + 1 >> 1;
  }
}
