package io.gistwire.codec.language;

import io.gistwire.codec.entropy.SymbolModel;

/**
 * Frequencies of all tokens after a step; they sum to exactly 2^24 and none is 0 (FORMAT.md, 5.5).
 * Not thread-safe; {@link #set} refills it.
 */
final class TokenDistribution implements SymbolModel {
  private static final int TOTAL = 1 << 24;

  private final ExpWeights weights;
  private final int[] frequencies;

  TokenDistribution(ExpWeights weights, int vocabulary) {
    this.weights = weights;
    this.frequencies = new int[vocabulary];
  }

  /** Takes the logits (Q10, in bits) of all tokens. */
  void set(int[] logits) {
    int best = ExpWeights.argmax(logits);
    int top = logits[best];
    long factor = ((long) (TOTAL - logits.length) << 32) / weights.sum(logits, top);
    int left = TOTAL;
    for (int token = 0; token < logits.length; token++) {
      int frequency = 1 + (int) (weights.of(top - logits[token]) * factor >> 32);
      frequencies[token] = frequency;
      left -= frequency;
    }
    frequencies[best] += left;
  }

  @Override
  public int size() {
    return frequencies.length;
  }

  @Override
  public int total() {
    return TOTAL;
  }

  @Override
  public int frequency(int token) {
    return frequencies[token];
  }

  @Override
  public int cumulative(int token) {
    int sum = 0;
    for (int i = 0; i < token; i++) {
      sum += frequencies[i];
    }
    return sum;
  }

  @Override
  public int symbolAt(int target) {
    int token = 0;
    int end = frequencies[0];
    while (end <= target) {
      end += frequencies[++token];
    }
    return token;
  }
}
