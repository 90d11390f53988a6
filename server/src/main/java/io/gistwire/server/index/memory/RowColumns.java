package io.gistwire.server.index.memory;

import java.util.Arrays;

/**
 * Rows in chunks that never move. One thread writes; readers take {@link #count} first. A chunk
 * whose rows are all dead is let go.
 */
final class RowColumns {
  private volatile RowChunk[] chunks = new RowChunk[1];
  private volatile int count;
  private int live;

  /** Rows ever added; rows below it are safe to read. */
  int count() {
    return count;
  }

  /** Rows that are not dead. Exact on the writing thread, otherwise recent. */
  int live() {
    return live;
  }

  /** The chunk of a row, or null when all its rows are dead. */
  RowChunk chunk(int row) {
    return chunks[row >> RowChunk.SHIFT];
  }

  /** Number of chunks that hold rows below the count. */
  static int chunksFor(int count) {
    return (count + RowChunk.MASK) >> RowChunk.SHIFT;
  }

  RowChunk chunkAt(int index) {
    return chunks[index];
  }

  boolean isLive(int row) {
    RowChunk chunk = chunk(row);
    return chunk != null && chunk.layers[row & RowChunk.MASK] != 0;
  }

  /** Writes the next row, dead and unpublished as yet. */
  int open(long position, int epoch, long sequence, long capturedMillis, long receivedMillis) {
    int row = count;
    int index = row >> RowChunk.SHIFT;
    if (index == chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.addExact(index, index / 2 + 1));
    }
    if (chunks[index] == null) {
      chunks[index] = new RowChunk();
    }
    RowChunk chunk = chunks[index];
    int at = row & RowChunk.MASK;
    chunk.position[at] = position;
    chunk.epoch[at] = epoch;
    chunk.sequence[at] = sequence;
    chunk.capturedMillis[at] = capturedMillis;
    chunk.receivedMillis[at] = receivedMillis;
    chunk.cell[at] = -1;
    return row;
  }

  /** Makes the row that was opened last visible. */
  void publish(int row, byte layers, short[] labels) {
    RowChunk chunk = chunk(row);
    chunk.layers[row & RowChunk.MASK] = layers;
    chunk.labels[row & RowChunk.MASK] = labels;
    chunk.live++;
    live++;
    count = row + 1;
  }

  void setSlot(int row, int slot) {
    chunk(row).slot[row & RowChunk.MASK] = slot;
  }

  void kill(int row) {
    int index = row >> RowChunk.SHIFT;
    RowChunk chunk = chunks[index];
    chunk.layers[row & RowChunk.MASK] = 0;
    chunk.labels[row & RowChunk.MASK] = null;
    live--;
    if (--chunk.live == 0 && (index + 1) << RowChunk.SHIFT <= count) {
      chunks[index] = null;
    }
  }
}
