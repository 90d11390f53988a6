package io.gistwire.codec.quantizer;

/**
 * A query as 16-bit integers times a power of two (FORMAT.md 4.6, step 1): as fine as 32-bit dot
 * products with the longest codeword allow.
 */
final class QueryScale {
  /** Larger queries are a caller's mistake and would leave the range of float scores. */
  private static final double MAX_NUMBER = 1e9;

  private static final int MAX_EXPONENT = 100;
  private static final double DOT_LIMIT = (double) (1L << 31) - (1 << 24);

  private final int exponent;
  private final int[] numbers;

  QueryScale(float[] query, int longestCodeword) {
    double largest = 0;
    double squares = 0;
    for (float value : query) {
      largest = Math.max(largest, Math.abs((double) value));
      squares += (double) value * value;
    }
    if (largest > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "query has a number of size " + largest + "; at most " + MAX_NUMBER + " is allowed");
    }
    this.exponent =
        largest == 0 ? 0 : exponent(largest, Math.sqrt(squares), Math.max(1, longestCodeword));
    this.numbers = new int[query.length];
    for (int j = 0; j < query.length; j++) {
      numbers[j] = (int) Math.rint(Math.scalb((double) query[j], exponent));
    }
  }

  private static int exponent(double largest, double length, int longestCodeword) {
    int e = MAX_EXPONENT;
    while (Math.scalb(largest, e) > Short.MAX_VALUE
        || Math.scalb(length, e) * longestCodeword > DOT_LIMIT) {
      e--;
    }
    return e;
  }

  /** e: the integers are the query times 2^e. */
  int exponent() {
    return exponent;
  }

  /** The query's integers, 16 bits each. */
  int[] numbers() {
    return numbers;
  }
}
