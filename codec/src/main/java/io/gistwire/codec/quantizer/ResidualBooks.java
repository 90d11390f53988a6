package io.gistwire.codec.quantizer;

/** A residual quantiser's codebooks in the shapes that encoding and decoding run on. Immutable. */
final class ResidualBooks {
  private final int codewords;
  private final int dimension;
  private final int longest;
  private final int[] words;
  private final PairedRows[] rows;
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
    this.rows = new PairedRows[codebooks.indices()];
    this.squares = new long[rows.length][codewords];
    for (int stage = 0; stage < rows.length; stage++) {
      rows[stage] = new PairedRows(from, codebooks.bookAt(stage), codewords, dimension);
      for (int k = 0; k < codewords; k++) {
        squares[stage][k] = exactDot(stage, k, null);
      }
    }
  }

  PairedRows[] rows() {
    return rows;
  }

  int codewords() {
    return codewords;
  }

  /** Squared lengths of a stage's codewords. */
  long[] squares(int stage) {
    return squares[stage];
  }

  /** Whether 16-bit numbers and 32-bit sums hold a residual of this squared length. */
  boolean fitsFastDots(int[] residual, long squaredLength) {
    if (Math.sqrt((double) squaredLength) * longest >= Integer.MAX_VALUE - (1 << 10)) {
      return false;
    }
    int outside = 0;
    for (int value : residual) {
      outside |= (value + (1 << 15)) & -(1 << 16);
    }
    return outside == 0;
  }

  /** Dot product of a codeword with the vector, or with itself when there is none. */
  long exactDot(int stage, int word, int[] vector) {
    int at = (stage * codewords + word) * dimension;
    long sum = 0;
    for (int j = 0; j < dimension; j++) {
      sum += (long) words[at + j] * (vector == null ? words[at + j] : vector[j]);
    }
    return sum;
  }

  /** The vector less a codeword. */
  int[] minus(int[] vector, int stage, int word) {
    int at = (stage * codewords + word) * dimension;
    int[] rest = new int[dimension];
    for (int j = 0; j < rest.length; j++) {
      rest[j] = vector[j] - words[at + j];
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
