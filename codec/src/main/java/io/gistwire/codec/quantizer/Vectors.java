package io.gistwire.codec.quantizer;

/** Float vectors to the integers that quantisers work on (FORMAT.md 4.4 and 4.6). */
final class Vectors {
  private static final int LIMIT = Short.MAX_VALUE;

  private Vectors() {}

  /** Q14, clamped to 16 bits. */
  static int[] toQ14(float[] vector, int dimension) {
    checkShape("vector", vector, dimension);
    int[] numbers = new int[dimension];
    for (int j = 0; j < dimension; j++) {
      double scaled = Math.rint((double) vector[j] * Quantizer.ONE);
      numbers[j] = (int) Math.max(-LIMIT, Math.min(LIMIT, scaled));
    }
    return numbers;
  }

  static void checkShape(String what, float[] vector, int dimension) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          what + " has " + vector.length + " numbers; this quantizer takes " + dimension);
    }
    for (int j = 0; j < dimension; j++) {
      if (!Float.isFinite(vector[j])) {
        throw new IllegalArgumentException(
            what + " has " + vector[j] + " at " + j + "; all numbers must be finite");
      }
    }
  }
}
