package io.gistwire.models.captions;

/**
 * A matrix of 8-bit rows, each with a scale.
 *
 * @param columns length of a row
 * @param values rows one after the other
 * @param scales one for each row
 */
record ScaledRows(int columns, byte[] values, float[] scales) {
  int rows() {
    return scales.length;
  }

  /** The products of all rows with a vector, each summed in the order of the columns. */
  double[] times(double[] vector) {
    double[] products = new double[rows()];
    for (int row = 0; row < products.length; row++) {
      double sum = 0;
      int at = row * columns;
      for (int column = 0; column < columns; column++) {
        sum += values[at + column] * vector[column];
      }
      products[row] = sum * scales[row];
    }
    return products;
  }
}
