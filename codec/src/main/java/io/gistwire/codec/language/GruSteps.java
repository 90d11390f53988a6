package io.gistwire.codec.language;

import io.gistwire.codec.language.Weights.ScaledMatrix;
import io.gistwire.codec.language.Weights.Widths;

/**
 * The integer recurrence for one caption: from a token and a state to the next state and the logits
 * of all tokens (FORMAT.md, 5.4). Not thread-safe; nothing is allocated after construction.
 *
 * <p>States are arrays of H numbers, Q14, owned by the caller, so that a beam search can keep many.
 */
final class GruSteps {
  private final Weights weights;
  private final InputRows inputRows;
  private final int size;
  private final long[] shift;
  private final int[] shiftDots;
  private final int[] lift;
  private final int[] gateDots;
  private final int[] inputDots;
  private final int[] outputDots;
  private final long[] output;

  GruSteps(Weights weights, InputRows inputRows) {
    Widths w = weights.widths();
    this.weights = weights;
    this.inputRows = inputRows;
    this.size = w.state();
    this.shift = new long[w.embedding()];
    this.shiftDots = new int[3 * size];
    this.lift = new int[w.embedding()];
    this.gateDots = new int[3 * size];
    this.inputDots = new int[3 * size];
    this.outputDots = new int[w.embedding()];
    this.output = new long[w.embedding()];
  }

  /**
   * Begins a caption.
   *
   * @param state receives the start state
   */
  void start(CaptionCondition given, long[] state) {
    long[] c = condition(given);
    int[] dots = new int[Math.max(size, lift.length)];
    weights.start().matrix().multiply(c, dots);
    for (int i = 0; i < size; i++) {
      long pre = weights.start().scale().apply(dots[i], i) + weights.startBias()[i];
      state[i] = weights.curves().tanhQ14(Int16.clamp(pre));
    }
    weights.outputShift().matrix().multiply(c, dots);
    for (int j = 0; j < lift.length; j++) {
      long moved = weights.outputShift().scale().apply(dots[j], j);
      lift[j] = Int16.clamp(moved) + weights.projectionBias()[j];
    }
    weights.inputShift().matrix().multiply(c, dots);
    for (int j = 0; j < shift.length; j++) {
      shift[j] = Int16.clamp(weights.inputShift().scale().apply(dots[j], j));
    }
    weights.input().matrix().multiply(shift, shiftDots);
  }

  /** What the model knows of the photo, C numbers, Q14. */
  private long[] condition(CaptionCondition given) {
    Widths w = weights.widths();
    long[] c = new long[w.condition()];
    for (int i = 0; i < c.length; i++) {
      long dot = 0;
      for (int j = 0; j < given.size(); j++) {
        dot += weights.conditionWeights()[i * w.vector() + j] * given.clamped(j);
      }
      int row = weights.conditionRows()[given.stages() * c.length + i];
      c[i] = weights.curves().tanhQ14(Int16.clamp(weights.conditionScale().apply(dot, i) + row));
    }
    return c;
  }

  /**
   * Takes one token.
   *
   * @param token the token before; the end token at the start
   * @param state the state before
   * @param next receives the state after; may not be {@code state}
   * @param logits receives V numbers, Q10, in bits
   */
  void step(int token, long[] state, long[] next, int[] logits) {
    inputRows.copyTo(token, inputDots);
    weights.state().matrix().multiply(state, gateDots);
    for (int i = 0; i < size; i++) {
      next[i] = gated(i, (int) state[i]);
    }
    project(next);
    weights.embeddingRows().multiply(output, logits);
    RowScale scale = weights.embeddingOut();
    for (int t = 0; t < logits.length; t++) {
      long logit = scale.apply(logits[t], t) + weights.tokenBias()[t];
      logits[t] = (int) Math.max(-(1 << 20), Math.min(1 << 20, logit));
    }
  }

  private int gated(int i, int before) {
    Curves curves = weights.curves();
    int reset = curves.sigmoid(Int16.clamp(fromInput(i) + fromState(i)));
    int update = curves.sigmoid(Int16.clamp(fromInput(size + i) + fromState(size + i)));
    int recalled = Int16.clamp(fromState(2 * size + i) + weights.resetBias()[i]);
    int candidate = Int16.clamp(fromInput(2 * size + i) + (reset * recalled + 16384 >> 15));
    int fresh = curves.tanhQ14(2 * candidate);
    return fresh + (update * (before - fresh) + 16384 >> 15);
  }

  private int fromInput(int row) {
    long dot = inputDots[row] + shiftDots[row];
    return Int16.clamp(weights.input().scale().apply(dot, row) + weights.gateBias()[row]);
  }

  private long fromState(int row) {
    return weights.state().scale().apply(gateDots[row], row);
  }

  private void project(long[] state) {
    ScaledMatrix projection = weights.projection();
    projection.matrix().multiply(state, outputDots);
    for (int j = 0; j < output.length; j++) {
      output[j] = Int16.clamp(projection.scale().apply(outputDots[j], j) + lift[j]);
    }
  }
}
