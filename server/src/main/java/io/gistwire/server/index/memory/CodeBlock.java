package io.gistwire.server.index.memory;

/**
 * Codes of equal length, one after the other, with what a scan needs beside them. One thread
 * appends; readers take {@link #size} first and then read below it.
 */
final class CodeBlock {
  final byte[] codes;

  /** Inverse norms; NaN where the code was taken out. */
  final float[] norms;

  final int[] rows;
  volatile int size;
  int live;

  CodeBlock(int capacity, int codeBytes) {
    this.codes = new byte[Math.multiplyExact(capacity, codeBytes)];
    this.norms = new float[capacity];
    this.rows = new int[capacity];
  }

  boolean isFull() {
    return size == rows.length;
  }

  int append(byte[] code, float norm, int row) {
    int slot = size;
    System.arraycopy(code, 0, codes, slot * code.length, code.length);
    norms[slot] = norm;
    rows[slot] = row;
    live++;
    size = slot + 1;
    return slot;
  }
}
