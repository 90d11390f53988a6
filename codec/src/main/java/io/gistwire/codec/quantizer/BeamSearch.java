package io.gistwire.codec.quantizer;

import java.util.Arrays;

/**
 * Beam search for the code of one vector: Babenko and Lempitsky, "Additive Quantization" (2014),
 * 3.1, on squared errors in integers, weighted over prefixes (FORMAT.md 4.4). One instance encodes
 * one vector.
 *
 * <p>Invariants: {@code beams} (1 to the beam width) candidates stand in the arrays, best first;
 * {@code errors[b]} is |v - x_b|^2 and {@code paid[b]} the cost of the checkpoints passed.
 */
final class BeamSearch {
  private final ResidualBooks books;
  private final StageDots stageDots;
  private final int[] vector;
  private final int width;
  private final int[] lengthWeights;

  private int beams = 1;
  private int[][] chosen = {{}};
  private long[] errors;
  private long[] paid = new long[1];

  private final int[] dots;
  private final long[] changes;
  private final long[] bestCosts;
  private final long[] bestErrors;
  private final int[] bestParents;
  private final int[] bestWords;
  private int bestCount;

  BeamSearch(ResidualBooks books, StageDots stageDots, BeamOptions options, int[] vector) {
    this.books = books;
    this.stageDots = stageDots;
    this.vector = vector;
    this.width = options.beam();
    this.lengthWeights = options.checkpointWeights(books.stages());
    this.errors = new long[] {squares(vector)};
    this.dots = new int[books.codewords()];
    this.changes = new long[books.codewords()];
    this.bestCosts = new long[width];
    this.bestErrors = new long[width];
    this.bestParents = new int[width];
    this.bestWords = new int[width];
  }

  /** The best code's indices, one for each stage. */
  int[] run() {
    for (int stage = 0; stage < books.stages(); stage++) {
      long weight = weightFrom(stage + 1);
      bestCount = 0;
      for (int b = 0; b < beams; b++) {
        fillChanges(stage, b);
        offer(b, weight);
      }
      advance(stage);
    }
    return chosen[0];
  }

  /** Weights of all checkpoints of at least this length: each will see this error or a like one. */
  private long weightFrom(int length) {
    long sum = 0;
    for (int i = length; i < lengthWeights.length; i++) {
      sum += lengthWeights[i];
    }
    return sum;
  }

  /** What each codeword adds to the beam's squared error: |c|^2 - 2 r·c. */
  private void fillChanges(int stage, int beam) {
    long[] squares = books.squares(stage);
    if (books.fitsInt(errors[beam])) {
      stageDots.fill(stage, chosen[beam], dots);
      for (int k = 0; k < dots.length; k++) {
        changes[k] = squares[k] - 2L * dots[k];
      }
    } else {
      int[] residual = books.residual(vector, chosen[beam]);
      for (int k = 0; k < dots.length; k++) {
        changes[k] = squares[k] - 2 * books.exactDot(stage, k, residual);
      }
    }
  }

  private void offer(int beam, long weight) {
    long base = paid[beam] + weight * errors[beam];
    long limit = largestChange(base, weight);
    for (int k = 0; k < changes.length; k++) {
      if (changes[k] <= limit) {
        insert(base + weight * changes[k], errors[beam] + changes[k], beam, k);
        limit = largestChange(base, weight);
      }
    }
  }

  /** The largest change of error whose cost is below that of the worst one kept. */
  private long largestChange(long base, long weight) {
    return bestCount < width
        ? Long.MAX_VALUE
        : Math.floorDiv(bestCosts[width - 1] - base - 1, weight);
  }

  /** Keeps the best in order; an equal cost stays behind those that was received earlier. */
  private void insert(long cost, long error, int parent, int word) {
    int at = bestCount < width ? bestCount++ : width - 1;
    while (at > 0 && bestCosts[at - 1] > cost) {
      bestCosts[at] = bestCosts[at - 1];
      bestErrors[at] = bestErrors[at - 1];
      bestParents[at] = bestParents[at - 1];
      bestWords[at] = bestWords[at - 1];
      at--;
    }
    bestCosts[at] = cost;
    bestErrors[at] = error;
    bestParents[at] = parent;
    bestWords[at] = word;
  }

  private void advance(int stage) {
    int[][] nextChosen = new int[bestCount][];
    long[] nextPaid = new long[bestCount];
    for (int b = 0; b < bestCount; b++) {
      int parent = bestParents[b];
      nextChosen[b] = Arrays.copyOf(chosen[parent], stage + 1);
      nextChosen[b][stage] = bestWords[b];
      nextPaid[b] = paid[parent] + lengthWeights[stage + 1] * bestErrors[b];
    }
    chosen = nextChosen;
    paid = nextPaid;
    errors = Arrays.copyOf(bestErrors, bestCount);
    beams = bestCount;
  }

  private static long squares(int[] vector) {
    long sum = 0;
    for (int value : vector) {
      sum += (long) value * value;
    }
    return sum;
  }
}
