package io.gistwire.codec.quantizer;

import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * Scores of codes against one query by table lookups, one for each index (Jégou et al. 2011,
 * asymmetric distance): {@code score = q·x / |x|}, FORMAT.md 4.6, the same on every machine.
 *
 * <p>Codes must have passed {@link Quantizer#check}. Immutable and thread-safe.
 */
public final class ScoreTable {
  /** Lookups before a scan checks whether the rest could still matter. */
  private static final int PEEK = 8;

  private final CodeLayout layout;
  private final int indices;
  private final int stride;
  private final int[] table;
  private final int[] restMax;
  private final float unit;

  private ScoreTable(Builder builder) {
    this.layout = builder.layout;
    this.indices = builder.indices;
    this.stride = builder.stride;
    this.table = builder.table;
    this.unit = Math.scalb(1f, builder.headroom - builder.scale.exponent() - 14);
    this.restMax = new int[indices + 1];
    for (int position = indices - 1; position >= 0; position--) {
      int most = table[position * stride];
      for (int k = 1; k < builder.codewords; k++) {
        most = Math.max(most, table[position * stride + k]);
      }
      restMax[position] = restMax[position + 1] + most;
    }
  }

  /**
   * The score of one code (prefix).
   *
   * @param inverseNorm {@link Quantizer#inverseNorm(byte[], int, int)} of it
   */
  public float score(byte[] code, int offset, int lengthBytes, float inverseNorm) {
    Objects.checkFromIndexSize(offset, lengthBytes, code.length);
    return finish(sum(code, offset, layout.indicesIn(lengthBytes)), inverseNorm);
  }

  /**
   * Scores of codes that stand one after the other.
   *
   * @param codeBytes bytes of each code, the same for all
   * @param inverseNorms of each code, from {@code normOffset}
   * @param scores receives them from {@code scoreOffset}
   */
  public void score(
      byte[] codes,
      int offset,
      int codeBytes,
      int count,
      float[] inverseNorms,
      int normOffset,
      float[] scores,
      int scoreOffset) {
    checkBlock(codes, offset, codeBytes, count, inverseNorms, normOffset);
    Objects.checkFromIndexSize(scoreOffset, count, scores.length);
    int present = layout.indicesIn(codeBytes);
    boolean bytes16 = layout.bits() == 8 && present == 16;
    for (int i = 0; i < count; i++) {
      int at = offset + i * codeBytes;
      float norm = inverseNorms[normOffset + i];
      scores[scoreOffset + i] =
          bytes16
              ? score16(codes, at, norm, Float.NEGATIVE_INFINITY)
              : finish(sum(codes, at, present), norm);
    }
  }

  /** As the scan below, over all codes of the block. */
  public void scan(
      byte[] codes,
      int offset,
      int codeBytes,
      int count,
      float[] inverseNorms,
      int normOffset,
      long firstId,
      TopScores best) {
    scan(codes, offset, codeBytes, count, inverseNorms, normOffset, firstId, i -> true, best);
  }

  /**
   * Offers the scores of codes that stand one after the other to the best so far. An inverse norm
   * of NaN passes a code over.
   *
   * @param codeBytes bytes of each code, the same for all
   * @param firstId id of the first code; the others follow
   * @param accept asked, with the position in the block, only of codes that would be kept
   */
  public void scan(
      byte[] codes,
      int offset,
      int codeBytes,
      int count,
      float[] inverseNorms,
      int normOffset,
      long firstId,
      IntPredicate accept,
      TopScores best) {
    checkBlock(codes, offset, codeBytes, count, inverseNorms, normOffset);
    int present = layout.indicesIn(codeBytes);
    float threshold = best.threshold();
    boolean bytes16 = layout.bits() == 8 && present == 16;
    for (int i = 0; i < count; i++) {
      float norm = inverseNorms[normOffset + i];
      int at = offset + i * codeBytes;
      float score =
          bytes16 ? score16(codes, at, norm, threshold) : finish(sum(codes, at, present), norm);
      if (score > threshold && accept.test(i)) {
        best.offer(firstId + i, score);
        threshold = best.threshold();
      }
    }
  }

  /** The score, or some number not above the threshold if the score is not above it either. */
  private float score16(byte[] codes, int at, float norm, float threshold) {
    int[] t = table;
    int sum =
        t[codes[at] & 0xff]
            + t[256 + (codes[at + 1] & 0xff)]
            + t[512 + (codes[at + 2] & 0xff)]
            + t[768 + (codes[at + 3] & 0xff)]
            + t[1024 + (codes[at + 4] & 0xff)]
            + t[1280 + (codes[at + 5] & 0xff)]
            + t[1536 + (codes[at + 6] & 0xff)]
            + t[1792 + (codes[at + 7] & 0xff)];
    // Rounding keeps order, so a bound that does not pass proves that the score does not.
    float bound = finish(sum + restMax[PEEK], norm);
    if (bound <= threshold) {
      return bound;
    }
    sum +=
        t[2048 + (codes[at + 8] & 0xff)]
            + t[2304 + (codes[at + 9] & 0xff)]
            + t[2560 + (codes[at + 10] & 0xff)]
            + t[2816 + (codes[at + 11] & 0xff)]
            + t[3072 + (codes[at + 12] & 0xff)]
            + t[3328 + (codes[at + 13] & 0xff)]
            + t[3584 + (codes[at + 14] & 0xff)]
            + t[3840 + (codes[at + 15] & 0xff)];
    return finish(sum, norm);
  }

  private int sum(byte[] code, int offset, int present) {
    int sum = 0;
    for (int position = 0; position < present; position++) {
      sum += table[position * stride + layout.index(code, offset, position)];
    }
    return sum;
  }

  private float finish(int sum, float inverseNorm) {
    return (float) sum * unit * inverseNorm;
  }

  private static void checkBlock(
      byte[] codes, int offset, int codeBytes, int count, float[] inverseNorms, int normOffset) {
    if (codeBytes < 0 || count < 0 || (long) codeBytes * count > codes.length) {
      throw new IndexOutOfBoundsException(
          count + " codes of " + codeBytes + " bytes in an array of " + codes.length);
    }
    Objects.checkFromIndexSize(offset, codeBytes * count, codes.length);
    Objects.checkFromIndexSize(normOffset, count, inverseNorms.length);
  }

  /** Collects the table of one query. */
  static final class Builder {
    private final CodeLayout layout;
    private final int indices;
    private final int codewords;
    private final int stride;
    private final int headroom;
    private final QueryScale scale;
    private final int[] table;

    Builder(CodeLayout layout, int indices, int codewords, QueryScale scale) {
      this.layout = layout;
      this.indices = indices;
      this.codewords = codewords;
      this.stride = 1 << layout.bits();
      this.headroom = 32 - Integer.numberOfLeadingZeros(indices - 1);
      this.scale = scale;
      this.table = new int[indices * stride];
    }

    /** Fills a position from the query's dot products with its codewords. */
    void fill(int position, int[] dots, int from) {
      int half = headroom > 0 ? 1 << headroom - 1 : 0;
      for (int k = 0; k < codewords; k++) {
        // 64 bits: the dot product may lie within the half of the largest int.
        table[position * stride + k] = (int) ((long) dots[from + k] + half >> headroom);
      }
    }

    ScoreTable build() {
      return new ScoreTable(this);
    }
  }
}
