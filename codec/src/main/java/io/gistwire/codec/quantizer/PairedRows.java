package io.gistwire.codec.quantizer;

import java.util.Arrays;

/**
 * Codewords laid out so that a vector's dot products with all of them run in vector instructions:
 * numbers 2j and 2j + 1 of all codewords stand together, which is the shape of a multiply-add of
 * 16-bit pairs into 32-bit sums. A row per codeword would need a horizontal sum a codeword.
 * Immutable.
 */
final class PairedRows {
  /** Codewords at a time: the spread pair and the sums of one chunk stay in the nearest cache. */
  private static final int CHUNK = 256;

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
   * Dot products of {@code vector[from .. from + width)} with the codewords {@code [first, first +
   * count)}.
   *
   * <p>Sums are 32-bit: the caller makes sure that |vector| times the longest codeword stays below
   * 2^31 (by Cauchy and Schwarz partial sums then do as well).
   *
   * @param vector 16-bit numbers
   * @param sums receives them from 0 on
   */
  void dot(int[] vector, int from, int width, int first, int count, int[] sums) {
    Arrays.fill(sums, 0, count, 0);
    short[] twice = new short[2 * Math.min(CHUNK, count)];
    for (int pair = 0; pair < pairCount; pair++) {
      int j = from + 2 * pair;
      short even = (short) vector[j];
      short odd = 2 * pair + 1 < width ? (short) vector[j + 1] : 0;
      spread(even, odd, twice);
      int row = (pair * codewords + first) * 2;
      for (int k = 0; k < count; k += CHUNK) {
        accumulate(pairs, row + 2 * k, twice, sums, k, Math.min(CHUNK, count - k));
      }
    }
  }

  private static void spread(short even, short odd, short[] twice) {
    for (int k = 0; k < twice.length; k += 2) {
      twice[k] = even;
      twice[k + 1] = odd;
    }
  }

  private static void accumulate(
      short[] pairs, int at, short[] twice, int[] sums, int to, int count) {
    for (int k = 0; k < count; k++) {
      sums[to + k] += twice[2 * k] * pairs[at + 2 * k] + twice[2 * k + 1] * pairs[at + 2 * k + 1];
    }
  }
}
