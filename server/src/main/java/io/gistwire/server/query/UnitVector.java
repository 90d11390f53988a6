package io.gistwire.server.query;

/** Vectors of length 1. */
final class UnitVector {
  private UnitVector() {}

  /** The sum of squares, in double. */
  static double squares(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return sum;
  }

  /** A copy of length 1; a vector of length 0 stays as it is. */
  static float[] of(float[] vector) {
    double squares = squares(vector);
    float[] unit = vector.clone();
    if (squares > 0) {
      double inverse = 1 / Math.sqrt(squares);
      for (int j = 0; j < unit.length; j++) {
        unit[j] = (float) (vector[j] * inverse);
      }
    }
    return unit;
  }

  /** Adds {@code weight} times the vector. */
  static void add(double[] sum, float[] vector, float weight) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += (double) weight * vector[j];
    }
  }
}
