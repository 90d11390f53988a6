package io.gistwire.codec.quantizer;

import java.util.Arrays;

/**
 * One codebook laid out so that a vector's dot products with all codewords run in vector
 * instructions: numbers 2j and 2j + 1 of all codewords stand together, which is the shape of a
 * multiply-add of 16-bit pairs into 32-bit sums. A row per codeword would need a horizontal sum a
 * codeword. Immutable.
 */
final class PairedRows {
  private final short[] pairs;
  private final int pairCount;
  private final int codewords;

  /** Lays out {@code words[from ..]}, {@code [codewords][width]}. */
  PairedRows(short[] words, int from, int codewords, int width) {
    this.codewords = codewords;
    this.pairCount = (width + 1) / 2;
    this.pairs = new short[pairCount * codewords * 2];
    for (int k = 0; k < codewords; k++) {
      for (int j = 0; j < width; j++) {
        pairs[((j >> 1) * codewords + k) * 2 + (j & 1)] = words[from + k * width + j];
      }
    }
  }

  /**
   * Dot products of {@code vector[from ..]} with every codeword.
   *
   * <p>Sums are 32-bit: the caller makes sure that |vector| times the longest codeword stays below
   * 2^31 (by Cauchy and Schwarz partial sums then do as well).
   *
   * @param vector 16-bit numbers
   * @param twice scratch of 2 K
   * @param sums receives K dot products
   */
  void dot(int[] vector, int from, int width, short[] twice, int[] sums) {
    Arrays.fill(sums, 0, codewords, 0);
    for (int pair = 0; pair < pairCount; pair++) {
      int j = from + 2 * pair;
      short even = (short) vector[j];
      short odd = 2 * pair + 1 < width ? (short) vector[j + 1] : 0;
      if (even != 0 || odd != 0) {
        spread(even, odd, twice);
        accumulate(pairs, pair * codewords * 2, twice, sums, codewords);
      }
    }
  }

  private void spread(short even, short odd, short[] twice) {
    for (int k = 0; k < 2 * codewords; k += 2) {
      twice[k] = even;
      twice[k + 1] = odd;
    }
  }

  private static void accumulate(short[] pairs, int at, short[] twice, int[] sums, int count) {
    for (int k = 0; k < count; k++) {
      sums[k] += twice[2 * k] * pairs[at + 2 * k] + twice[2 * k + 1] * pairs[at + 2 * k + 1];
    }
  }
}
