package io.gistwire.codec.language;

import io.gistwire.codec.entropy.AdaptiveBits;
import io.gistwire.codec.entropy.Logistic;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes under a mixture of orders 0 to 5 that learns while it codes (FORMAT.md, 5.8): for texts
 * that the language model knows nothing of. Logistic mixing after Mahoney, "Adaptive weighing of
 * context models" (2005). Codes one text; not thread-safe.
 */
final class AdaptiveBytes {
  private static final int ORDERS = 6;
  private static final int LIMIT = 30;
  private static final int START_WEIGHT = 26214;
  private static final int WEIGHT_LIMIT = 1 << 19;
  private static final byte[] PRIMER =
      ("the quick brown fox jumps over the lazy dog, and a man in a red shirt is near the white"
              + " house. ")
          .getBytes(StandardCharsets.US_ASCII);

  private final ContextNumbers contexts;
  private final AdaptiveBits bits;
  private final int[][] weights = new int[ORDERS][ORDERS];
  private final int[] cells = new int[ORDERS];
  private final int[] stretched = new int[ORDERS];
  private long history;
  private int set;

  /**
   * A model that has learnt the primer.
   *
   * @param lengthBytes the most bytes that will be coded, at most 2,000
   */
  AdaptiveBytes(int lengthBytes) {
    int most = (PRIMER.length + lengthBytes) * 8 * ORDERS;
    this.contexts = new ContextNumbers(most);
    this.bits = new AdaptiveBits(most, LIMIT);
    for (int[] row : weights) {
      Arrays.fill(row, START_WEIGHT);
    }
    for (byte known : PRIMER) {
      int partial = 1;
      for (int i = 7; i >= 0; i--) {
        int probability = predict(partial);
        int bit = known >> i & 1;
        learn(bit, probability);
        partial = partial << 1 | bit;
      }
      remember(partial);
    }
  }

  /** Codes one byte and learns it. */
  void encode(RangeEncoder encoder, int value) {
    int partial = 1;
    for (int i = 7; i >= 0; i--) {
      int probability = predict(partial);
      int bit = value >> i & 1;
      encoder.encodeBit(bit, probability);
      learn(bit, probability);
      partial = partial << 1 | bit;
    }
    remember(partial);
  }

  /** Reads one byte and learns it. */
  byte decode(RangeDecoder decoder) {
    int partial = 1;
    for (int i = 7; i >= 0; i--) {
      int probability = predict(partial);
      int bit = decoder.decodeBit(probability);
      learn(bit, probability);
      partial = partial << 1 | bit;
    }
    remember(partial);
    return (byte) partial;
  }

  private void remember(int partial) {
    history = (history << 8 | partial & 0xff) & 0xffffffffffL;
  }

  private int predict(int partial) {
    set = 0;
    for (int order = 0; order < ORDERS; order++) {
      cells[order] = cell(order, partial);
      boolean seen = bits.count(cells[order]) > 0;
      stretched[order] = seen ? Logistic.stretch(bits.probability(cells[order])) : 0;
      set = seen ? order : set;
    }
    long dot = 0;
    for (int order = 0; order < ORDERS; order++) {
      dot += (long) weights[set][order] * stretched[order];
    }
    return Logistic.squash(dot + 32768 >> 16);
  }

  private int cell(int order, int partial) {
    long known = history & (1L << 8 * order) - 1;
    return contexts.number((known << 8 | partial) << 3 | order);
  }

  private void learn(int bit, int probability) {
    int error = (bit << 16) - probability;
    for (int order = 0; order < ORDERS; order++) {
      int step = stretched[order] * error * 3 + 8192 >> 14;
      int weight = weights[set][order] + step;
      weights[set][order] = Math.max(-WEIGHT_LIMIT, Math.min(WEIGHT_LIMIT, weight));
      bits.update(cells[order], bit);
    }
  }
}
