package io.gistwire.codec.language;

/**
 * An int8 matrix laid out so that one 64-bit multiplication does two rows.
 *
 * <p>Rows r and r + 1 share a number {@code w[r] + 2^32 * w[r + 1]}. The sum of its products with
 * 16-bit activations is, modulo 2^64, {@code dot[r] + 2^32 * dot[r + 1]}; since both dot products
 * fit 32 bits, the low half is dot[r] and what is left after taking it away is dot[r + 1]. Plain
 * scalar code that runs alike on every JVM: loops over short or int products are turned into vector
 * instructions only by some versions, and then not much faster (RATIONALE.md).
 *
 * <p>Immutable and thread-safe.
 */
final class PackedMatrix {
  private final int rows;
  private final int columns;
  private final long[] pairs;

  /**
   * Packs weights.
   *
   * @param weights {@code [rows][columns]}, row-major, -127 to 127
   */
  PackedMatrix(byte[] weights, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.pairs = new long[(rows + 1) / 2 * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long weight = weights[row * columns + column];
        pairs[row / 2 * columns + column] += row % 2 == 0 ? weight : weight << 32;
      }
    }
  }

  /**
   * Dot product of each row with the activations.
   *
   * @param in as many numbers as columns, of 16 bits (17 bits where the columns are 256 at most)
   * @param out receives as many dot products as rows
   */
  void multiply(long[] in, int[] out) {
    int blocks = rows / 4;
    for (int block = 0; block < blocks; block++) {
      multiplyFour(in, out, block * 4);
    }
    for (int row = blocks * 4; row < rows; row += 2) {
      long sum = 0;
      int at = row / 2 * columns;
      for (int j = 0; j < columns; j++) {
        sum += pairs[at + j] * in[j];
      }
      unpack(sum, out, row);
    }
  }

  private void multiplyFour(long[] in, int[] out, int row) {
    long first = 0;
    long second = 0;
    int a = row / 2 * columns;
    int b = a + columns;
    for (int j = 0; j < columns; j++) {
      long value = in[j];
      first += pairs[a + j] * value;
      second += pairs[b + j] * value;
    }
    unpack(first, out, row);
    unpack(second, out, row + 2);
  }

  private void unpack(long sum, int[] out, int row) {
    int low = (int) sum;
    out[row] = low;
    if (row + 1 < rows) {
      out[row + 1] = (int) (sum - low >> 32);
    }
  }
}
