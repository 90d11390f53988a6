package io.gistwire.codec.entropy;

import java.util.Arrays;

/**
 * Probabilities of bits, one for each context, learnt while coding (FORMAT.md, 3.2): the estimator
 * of Krichevsky and Trofimov (1981), which begins to forget after {@code limit} bits.
 *
 * <p>Not thread-safe. Invariants: {@code 0 <= probability <= 65536}, {@code 0 <= count <= limit}.
 */
public final class AdaptiveBits {
  /** How many bits are weighed alike unless a layer requires otherwise. */
  public static final int DEFAULT_LIMIT = 62;

  private static final int SCALE = RangeEncoder.BIT_TOTAL;
  private static final int MARGIN = 64;

  private final int[] probabilities;
  private final int[] counts;
  private final int limit;

  /** Fresh contexts {@code 0 .. contexts - 1}. */
  public AdaptiveBits(int contexts) {
    this(contexts, DEFAULT_LIMIT);
  }

  /**
   * Fresh contexts.
   *
   * @param limit 1 to 1000
   */
  public AdaptiveBits(int contexts, int limit) {
    this.probabilities = new int[contexts];
    this.counts = new int[contexts];
    this.limit = limit;
    Arrays.fill(probabilities, SCALE / 2);
  }

  /** Probability of a 1 in the context, in 1/65536, 64 to 65472. */
  public int probability(int context) {
    return Math.max(MARGIN, Math.min(SCALE - MARGIN, probabilities[context]));
  }

  /** Bits seen in the context, at most the limit. */
  public int count(int context) {
    return counts[context];
  }

  /** Learns that the bit occurred in the context. */
  public void update(int context, int bit) {
    int count = counts[context];
    int rate = SCALE / (count + 2);
    int error = (bit != 0 ? SCALE : 0) - probabilities[context];
    probabilities[context] += (int) ((long) error * rate >> 16);
    counts[context] = Math.min(count + 1, limit);
  }

  /** Starts a context from another model's context, believing at most {@code trust} bits of it. */
  public void inherit(int context, AdaptiveBits from, int fromContext, int trust) {
    probabilities[context] = from.probabilities[fromContext];
    counts[context] = Math.min(from.counts[fromContext], trust);
  }

  /** Codes the bit, then learns it. */
  public void encode(RangeEncoder encoder, int context, int bit) {
    encoder.encodeBit(bit, probability(context));
    update(context, bit);
  }

  /** Reads a bit, then learns it. */
  public int decode(RangeDecoder decoder, int context) {
    int bit = decoder.decodeBit(probability(context));
    update(context, bit);
    return bit;
  }
}
