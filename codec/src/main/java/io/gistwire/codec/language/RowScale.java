package io.gistwire.codec.language;

/**
 * Multipliers, one a row, and the shift that they share: turns a dot product of integers into a
 * fixed-point number (FORMAT.md, 5.4, {@code scaled}).
 */
record RowScale(short[] multipliers, int shift) {
  /** {@code round(dot * multiplier / 2^shift)}, halves upwards. */
  long apply(long dot, int row) {
    return dot * multipliers[row] + (1L << shift >> 1) >> shift;
  }
}
