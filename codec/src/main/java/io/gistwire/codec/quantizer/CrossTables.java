package io.gistwire.codec.quantizer;

import java.util.Arrays;

/**
 * Dot products of all codewords with those of later stages. With them a beam's residual need not be
 * formed: r·c = v·c minus one table row a stage (the "LUT" of Faiss' additive quantisers). 32 MB
 * for 16 x 256; immutable.
 */
final class CrossTables {
  private final ResidualBooks books;

  /** Rows of a codeword: dot products with stages after its own, one after the other. */
  private final int[][] rows;

  CrossTables(ResidualBooks books) {
    this.books = books;
    int words = books.codewords();
    int stages = books.stages();
    this.rows = new int[stages * words][];
    int[] all = new int[stages * words];
    for (int stage = 0; stage < stages; stage++) {
      int later = (stages - 1 - stage) * words;
      for (int k = 0; k < words; k++) {
        books.dots(books.word(stage, k), stage + 1, later, all);
        rows[stage * words + k] = Arrays.copyOf(all, later);
      }
    }
  }

  /** The dot products of one vector's search. */
  StageDots of(int[] vector) {
    int words = books.codewords();
    int[] direct = new int[books.stages() * words];
    books.dots(vector, 0, direct.length, direct);
    return (stage, chosen, dots) -> {
      System.arraycopy(direct, stage * words, dots, 0, words);
      int s = 0;
      for (; s + 4 <= stage; s += 4) {
        subtract(dots, stage, s, chosen);
      }
      for (; s < stage; s++) {
        subtract(dots, rows[s * words + chosen[s]], (stage - s - 1) * words);
      }
    };
  }

  /** Four stages at once, so that sums are loaded and stored once. */
  private void subtract(int[] dots, int stage, int s, int[] chosen) {
    int words = dots.length;
    int[] a = rows[s * words + chosen[s]];
    int[] b = rows[(s + 1) * words + chosen[s + 1]];
    int[] c = rows[(s + 2) * words + chosen[s + 2]];
    int[] d = rows[(s + 3) * words + chosen[s + 3]];
    int at = (stage - s - 1) * words;
    for (int k = 0; k < words; k++) {
      dots[k] -= a[at + k] + b[at - words + k] + c[at - 2 * words + k] + d[at - 3 * words + k];
    }
  }

  private static void subtract(int[] dots, int[] row, int at) {
    for (int k = 0; k < dots.length; k++) {
      dots[k] -= row[at + k];
    }
  }
}
