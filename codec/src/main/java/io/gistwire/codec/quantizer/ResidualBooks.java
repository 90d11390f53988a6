package io.gistwire.codec.quantizer;

import java.util.Arrays;

/** A residual quantiser's codebooks in the shapes that encoding and decoding run on. Immutable. */
final class ResidualBooks {
  private final int codewords;
  private final int dimension;
  private final int longest;
  private final int[] words;
  private final PairedRows rows;
  private final int stages;
  private final long[][] squares;

  ResidualBooks(Codebooks codebooks) {
    this.codewords = codebooks.codewords();
    this.dimension = codebooks.dimension();
    this.longest = codebooks.longest();
    short[] from = codebooks.words();
    // Sums of ints run in vector instructions on Java 17, sums of widened shorts do not.
    this.words = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      words[i] = from[i];
    }
    this.stages = codebooks.indices();
    this.rows = new PairedRows(from, 0, stages * codewords, dimension);
    this.squares = new long[stages][codewords];
    for (int stage = 0; stage < stages; stage++) {
      for (int k = 0; k < codewords; k++) {
        squares[stage][k] = exactDot(stage, k, word(stage, k));
      }
    }
  }

  int stages() {
    return stages;
  }

  int codewords() {
    return codewords;
  }

  /** Squared lengths of a stage's codewords. */
  long[] squares(int stage) {
    return squares[stage];
  }

  /** Whether 16-bit numbers and 32-bit sums hold residuals of this squared length. */
  boolean fitsInt(long squaredLength) {
    double length = Math.sqrt((double) squaredLength);
    return length <= Short.MAX_VALUE && length * longest < Integer.MAX_VALUE - (1 << 10);
  }

  /**
   * Dot products with {@code count} codewords from the first of a stage on, for 16-bit vectors that
   * {@link #fitsInt} allows.
   */
  void dots(int[] vector, int firstStage, int count, int[] sums) {
    rows.dot(vector, 0, dimension, firstStage * codewords, count, sums);
  }

  /** Dot product of a codeword with any vector. */
  long exactDot(int stage, int word, int[] vector) {
    int at = (stage * codewords + word) * dimension;
    long sum = 0;
    for (int j = 0; j < dimension; j++) {
      sum += (long) words[at + j] * vector[j];
    }
    return sum;
  }

  /** A codeword. */
  int[] word(int stage, int word) {
    int at = (stage * codewords + word) * dimension;
    return Arrays.copyOfRange(words, at, at + dimension);
  }

  /** The vector less the chosen codewords. */
  int[] residual(int[] vector, int[] chosen) {
    int[] rest = vector.clone();
    for (int stage = 0; stage < chosen.length; stage++) {
      int at = (stage * codewords + chosen[stage]) * dimension;
      for (int j = 0; j < dimension; j++) {
        rest[j] -= words[at + j];
      }
    }
    return rest;
  }

  /** Adds a codeword to the vector. */
  void addTo(int[] x, int stage, int word) {
    int at = (stage * codewords + word) * dimension;
    for (int j = 0; j < dimension; j++) {
      x[j] += words[at + j];
    }
  }

  /** Adds codewords of four stages from {@code stage} on to the vector. */
  void addFourTo(int[] x, int stage, int word0, int word1, int word2, int word3) {
    int at0 = (stage * codewords + word0) * dimension;
    int at1 = ((stage + 1) * codewords + word1) * dimension;
    int at2 = ((stage + 2) * codewords + word2) * dimension;
    int at3 = ((stage + 3) * codewords + word3) * dimension;
    for (int j = 0; j < dimension; j++) {
      x[j] += words[at0 + j] + words[at1 + j] + words[at2 + j] + words[at3 + j];
    }
  }
}
