package io.gistwire.server.index.memory;

/**
 * Columns of {@value #ROWS} rows. Written by one thread; others read rows below the table's
 * published count. What changes later (mask, labels, cell, slot) may be seen late, never torn.
 */
final class RowChunk {
  static final int SHIFT = 11;
  static final int ROWS = 1 << SHIFT;
  static final int MASK = ROWS - 1;

  final long[] position = new long[ROWS];
  final long[] sequence = new long[ROWS];
  final long[] capturedMillis = new long[ROWS];
  final long[] receivedMillis = new long[ROWS];
  final int[] epoch = new int[ROWS];

  /** Kinds of layer held, bit {@code number - 1}. 0: the row is dead. */
  final byte[] layers = new byte[ROWS];

  /** Ascending label numbers, or null. */
  final short[][] labels = new short[ROWS][];

  /** Cell of the code, -1 without a code. */
  final int[] cell = new int[ROWS];

  final int[] slot = new int[ROWS];
  int live;
}
