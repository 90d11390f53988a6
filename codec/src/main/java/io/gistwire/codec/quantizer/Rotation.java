package io.gistwire.codec.quantizer;

/** The optional rotation of a product quantiser, Q14 {@code [D][D]} (FORMAT.md 4.2). Immutable. */
final class Rotation {
  private static final int HALF = Quantizer.ONE / 2;

  private final short[] matrix;
  private final int dimension;

  Rotation(short[] matrix, int dimension) {
    this.matrix = matrix;
    this.dimension = dimension;
  }

  /** Into the space of the codebooks, rounded to Q14. */
  int[] forward(int[] vector) {
    int[] rotated = new int[dimension];
    for (int r = 0; r < dimension; r++) {
      long sum = 0;
      for (int j = 0; j < dimension; j++) {
        sum += (long) matrix[r * dimension + j] * vector[j];
      }
      rotated[r] = (int) (sum + HALF >> 14);
    }
    return rotated;
  }

  /** A query into the space of the codebooks, in the order of FORMAT.md 4.6, step 2. */
  float[] forward(float[] query) {
    float[] rotated = new float[dimension];
    for (int r = 0; r < dimension; r++) {
      double sum = 0;
      for (int j = 0; j < dimension; j++) {
        sum += (double) matrix[r * dimension + j] * query[j];
      }
      rotated[r] = (float) (sum / Quantizer.ONE);
    }
    return rotated;
  }

  /** Back from the space of the codebooks: times the transpose. */
  void back(int[] y, int[] x) {
    for (int j = 0; j < dimension; j++) {
      long sum = 0;
      for (int r = 0; r < dimension; r++) {
        sum += (long) matrix[r * dimension + j] * y[r];
      }
      x[j] = (int) (sum + HALF >> 14);
    }
  }
}
