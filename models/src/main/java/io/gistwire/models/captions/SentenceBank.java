package io.gistwire.models.captions;

import java.util.Arrays;

/**
 * Scores all sentences against a code and keeps the best: sums of int32 table entries, 256 for each
 * byte of a sentence's code, so that every machine finds the same sentences.
 */
final class SentenceBank {
  private static final int TABLE_SHIFT = 8;
  private static final double UNIT = Math.pow(2, TABLE_SHIFT) / 16384;

  private final CaptionBankFile file;

  SentenceBank(CaptionBankFile file) {
    this.file = file;
  }

  /**
   * The best sentences, best first.
   *
   * @param numbers of the sentences; equal scores: the lower number first
   * @param weights of their votes; the first is 1
   */
  record Best(int[] numbers, double[] weights) {
    double total() {
      double sum = 0;
      for (double weight : weights) {
        sum += weight;
      }
      return sum;
    }
  }

  /** The {@code count} best sentences for a decoded prefix, Q14. */
  Best best(int[] x, double norm, int count, double temperature) {
    int[] scores = scores(x);
    long[] ordered = largest(scores, Math.min(count, scores.length));
    int[] numbers = new int[ordered.length];
    double[] weights = new double[ordered.length];
    for (int i = 0; i < ordered.length; i++) {
      numbers[i] = number(ordered[i]);
      double below = (scores[numbers[i]] - scores[numbers[0]]) * UNIT / norm;
      weights[i] = StrictMath.exp(temperature * below);
    }
    return new Best(numbers, weights);
  }

  private int[] scores(int[] x) {
    int m = file.indices();
    int[] table = table(x);
    byte[] codes = file.codes();
    int[] scores = new int[file.sentences().size()];
    int at = 0;
    for (int sentence = 0; sentence < scores.length; sentence++) {
      int sum = 0;
      for (int index = 0; index < m; index++) {
        sum += table[(index << 8) | codes[at++] & 0xff];
      }
      scores[sentence] = sum;
    }
    return scores;
  }

  /** Dot products of all codewords with their part of x, in units of 2^8. */
  private int[] table(int[] x) {
    int width = file.dimension() / file.indices();
    short[] books = file.books();
    int[] table = new int[file.indices() * CaptionBankFile.CODEWORDS];
    for (int entry = 0; entry < table.length; entry++) {
      int from = entry / CaptionBankFile.CODEWORDS * width;
      long sum = 0;
      for (int j = 0; j < width; j++) {
        sum += (long) books[entry * width + j] * x[from + j];
      }
      table[entry] = (int) (sum >> TABLE_SHIFT);
    }
    return table;
  }

  /** Keys of the largest scores, largest first: a heap of the worst that are kept. */
  private static long[] largest(int[] scores, int count) {
    long[] heap = new long[count];
    for (int i = 0; i < count; i++) {
      heap[i] = key(scores[i], i);
    }
    Arrays.sort(heap);
    for (int i = count; i < scores.length; i++) {
      long key = key(scores[i], i);
      if (key > heap[0]) {
        heap[0] = key;
        sink(heap);
      }
    }
    Arrays.sort(heap);
    for (int i = 0; i < count / 2; i++) {
      long other = heap[count - 1 - i];
      heap[count - 1 - i] = heap[i];
      heap[i] = other;
    }
    return heap;
  }

  private static void sink(long[] heap) {
    int at = 0;
    while (2 * at + 1 < heap.length) {
      int child = 2 * at + 1;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[at] <= heap[child]) {
        return;
      }
      long other = heap[at];
      heap[at] = heap[child];
      heap[child] = other;
      at = child;
    }
  }

  private static long key(int score, int number) {
    return (long) score << 32 | ~number & 0xffffffffL;
  }

  private static int number(long key) {
    return ~(int) key;
  }
}
