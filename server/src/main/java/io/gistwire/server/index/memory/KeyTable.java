package io.gistwire.server.index.memory;

import java.util.Arrays;

/**
 * Rows by epoch number and sequence: open addressing over an int array, so that a million keys take
 * eight megabytes. Keys stand in the columns only. Not thread-safe.
 */
final class KeyTable {
  private static final int EMPTY = -1;
  private static final int REMOVED = -2;
  private static final int FIRST_CAPACITY = 64;

  private final RowColumns columns;
  private int[] rows = filled(FIRST_CAPACITY);
  private int used;
  private int live;

  KeyTable(RowColumns columns) {
    this.columns = columns;
  }

  /** The row of a key, or -1. */
  int find(int epoch, long sequence) {
    int at = indexOf(epoch, sequence);
    return at < 0 ? -1 : rows[at];
  }

  /** Adds a row whose key is not there. */
  void add(int row, int epoch, long sequence) {
    if (used >= rows.length / 2) {
      rehash();
    }
    place(row, epoch, sequence);
    used++;
    live++;
  }

  /** Takes a key out; does nothing when it is not there. */
  void remove(int epoch, long sequence) {
    int at = indexOf(epoch, sequence);
    if (at >= 0) {
      rows[at] = REMOVED;
      live--;
    }
  }

  private int indexOf(int epoch, long sequence) {
    int mask = rows.length - 1;
    for (int at = hash(epoch, sequence) & mask; rows[at] != EMPTY; at = at + 1 & mask) {
      if (rows[at] != REMOVED && matches(rows[at], epoch, sequence)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(int row, int epoch, long sequence) {
    RowChunk chunk = columns.chunk(row);
    int at = row & RowChunk.MASK;
    return chunk != null && chunk.epoch[at] == epoch && chunk.sequence[at] == sequence;
  }

  private void place(int row, int epoch, long sequence) {
    int mask = rows.length - 1;
    int at = hash(epoch, sequence) & mask;
    while (rows[at] != EMPTY) {
      at = at + 1 & mask;
    }
    rows[at] = row;
  }

  private void rehash() {
    int[] old = rows;
    int capacity = Integer.highestOneBit(Math.max(FIRST_CAPACITY, live)) * 4;
    rows = filled(capacity);
    used = live;
    for (int row : old) {
      if (row >= 0) {
        RowChunk chunk = columns.chunk(row);
        place(row, chunk.epoch[row & RowChunk.MASK], chunk.sequence[row & RowChunk.MASK]);
      }
    }
  }

  private static int hash(int epoch, long sequence) {
    long mixed = (sequence ^ (long) epoch << 40) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  private static int[] filled(int capacity) {
    int[] rows = new int[capacity];
    Arrays.fill(rows, EMPTY);
    return rows;
  }
}
