package io.gistwire.server.index.memory;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import java.util.Optional;

/**
 * One tenant's gists under one code fingerprint, in memory: codes in cells, what filters need in
 * columns; about 90 bytes a gist. One thread writes, any may read.
 *
 * <p>Invariant: a live row with a code is in exactly one cell, at the slot that its columns say.
 */
final class GistTable {
  private final Quantizer quantizer;
  private final RowColumns columns = new RowColumns();
  private final EpochNumbers epochs = new EpochNumbers();
  private final KeyTable keys = new KeyTable(columns);
  private final CodeCells cells;

  GistTable(Quantizer quantizer) {
    this.quantizer = quantizer;
    boolean byFirstByte = quantizer.prefixDecodable() && quantizer.codewords() == 256;
    this.cells = new CodeCells(quantizer.codeBytes(), byFirstByte);
  }

  RowColumns columns() {
    return columns;
  }

  EpochNumbers epochs() {
    return epochs;
  }

  CodeCells cells() {
    return cells;
  }

  /**
   * The key of a row that is or was live.
   *
   * @param chunk the row's own: readers hold on to it, because the table lets it go when its last
   *     row is deleted
   */
  GistKey key(RowChunk chunk, int row) {
    int at = row & RowChunk.MASK;
    return new GistKey(epochs.key(chunk.epoch[at]), chunk.sequence[at]);
  }

  /** The row of a key, or -1. */
  synchronized int find(GistKey key) {
    int epoch = epochs.find(key.epoch());
    return epoch < 0 ? -1 : keys.find(epoch, key.sequence());
  }

  /** Adds a gist, or replaces the one of the same key. */
  synchronized void put(GistRow gist) {
    delete(gist.key());
    EpochKey epochKey = gist.key().epoch();
    int epoch = epochs.number(epochKey);
    long sequence = gist.key().sequence();
    int row =
        columns.open(
            gist.position(), epoch, sequence, gist.capturedMillis(), gist.receivedMillis());
    placeCode(row, gist.code());
    columns.publish(row, gist.layers(), gist.labels());
    keys.add(row, epoch, sequence);
  }

  /** Takes a gist out; does nothing when it is not there. */
  synchronized void delete(GistKey key) {
    int row = find(key);
    if (row < 0) {
      return;
    }
    removeCode(row);
    keys.remove(epochs.find(key.epoch()), key.sequence());
    columns.kill(row);
  }

  /** The code of a row; empty when it has none or is dead. */
  synchronized byte[] code(int row) {
    RowChunk chunk = columns.chunk(row);
    int number = chunk == null ? -1 : chunk.cell[row & RowChunk.MASK];
    if (number < 0) {
      return new byte[0];
    }
    CodeCell cell = cells.cell(number);
    CodeBlock block = cell.block();
    byte[] code = new byte[cell.codeBytes];
    int slot = chunk.slot[row & RowChunk.MASK];
    System.arraycopy(block.codes, slot * code.length, code, 0, code.length);
    return code;
  }

  /** Label numbers of a gist; empty when it is not there. */
  synchronized Optional<int[]> labels(GistKey key) {
    int row = find(key);
    if (row < 0) {
      return Optional.empty();
    }
    short[] kept = columns.chunk(row).labels[row & RowChunk.MASK];
    int[] labels = new int[kept == null ? 0 : kept.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = kept[i];
    }
    return Optional.of(labels);
  }

  /** What is kept of a row; null when it is dead. */
  synchronized GistRow row(int row) {
    if (!columns.isLive(row)) {
      return null;
    }
    RowChunk chunk = columns.chunk(row);
    int at = row & RowChunk.MASK;
    return new GistRow(
        key(chunk, row),
        chunk.position[at],
        chunk.capturedMillis[at],
        chunk.receivedMillis[at],
        code(row),
        chunk.layers[at],
        chunk.labels[at]);
  }

  private void placeCode(int row, byte[] code) {
    if (code.length == 0) {
      return;
    }
    float norm = quantizer.inverseNorm(code, 0, code.length);
    int number = cells.numberFor(code);
    columns.chunk(row).cell[row & RowChunk.MASK] = number;
    cells.cell(number).add(code, norm, row, columns);
  }

  private void removeCode(int row) {
    RowChunk chunk = columns.chunk(row);
    int number = chunk.cell[row & RowChunk.MASK];
    if (number >= 0) {
      cells.cell(number).remove(chunk.slot[row & RowChunk.MASK]);
      chunk.cell[row & RowChunk.MASK] = -1;
    }
  }
}
