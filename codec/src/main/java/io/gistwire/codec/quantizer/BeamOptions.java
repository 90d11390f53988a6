package io.gistwire.codec.quantizer;

/**
 * How hard a residual quantiser's encoder searches, and which prefixes matter to it.
 *
 * <p>Immutable and thread-safe. A code's cost is the sum over the checkpoints 1, 2, 4, 8, .. and M
 * of weight times squared error of that prefix, so that short prefixes stay good.
 */
public final class BeamOptions {
  /** Widest beam. */
  public static final int MAX_BEAM = 64;

  private static final int MAX_WEIGHT = 1000;
  private static final BeamOptions DEFAULTS = new BeamOptions(8, new int[] {1, 1, 1, 1, 4});

  private final int beam;
  private final int[] weights;

  private BeamOptions(int beam, int[] weights) {
    this.beam = beam;
    this.weights = weights;
  }

  /** Beam 8; weights 1, 1, 1, 1 for the prefixes 1, 2, 4, 8 and 4 for all that follow. */
  public static BeamOptions defaults() {
    return DEFAULTS;
  }

  /** Only the full code's error counts, as in plain beam search. */
  public static BeamOptions lastOnly(int beam) {
    return of(beam, 1);
  }

  /**
   * Options of one's own.
   *
   * @param beam candidates kept at each stage, 1 to {@value #MAX_BEAM}
   * @param weights the last one is the full code's, 1 to 1000; those before it, 0 to 1000, are of
   *     the prefixes 1, 2, 4, ..; checkpoints beyond them count with the last weight
   */
  public static BeamOptions of(int beam, int... weights) {
    if (beam < 1 || beam > MAX_BEAM) {
      throw new IllegalArgumentException("beam of " + beam + "; 1 to " + MAX_BEAM + " are allowed");
    }
    if (weights.length == 0 || weights[weights.length - 1] < 1) {
      throw new IllegalArgumentException("the last weight, the full code's, must be 1 or more");
    }
    for (int weight : weights) {
      if (weight < 0 || weight > MAX_WEIGHT) {
        throw new IllegalArgumentException(
            "weight of " + weight + "; 0 to " + MAX_WEIGHT + " are allowed");
      }
    }
    return new BeamOptions(beam, weights.clone());
  }

  int beam() {
    return beam;
  }

  /**
   * What an error costs at each prefix length, for codes of {@code stages}.
   *
   * @return weights {@code [0 .. stages]}; 0 where the length is no checkpoint
   */
  int[] checkpointWeights(int stages) {
    int[] byLength = new int[stages + 1];
    int last = weights[weights.length - 1];
    int checkpoint = 0;
    for (int length = 1; length < stages; length *= 2, checkpoint++) {
      boolean own = weights.length > 1;
      byLength[length] = !own ? 0 : checkpoint < weights.length - 1 ? weights[checkpoint] : last;
    }
    byLength[stages] = last;
    return byLength;
  }
}
