package io.gistwire.server.index.memory;

import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.ledger.GistKey;

/** The codes of one scan, held in arrays that are filled again for each batch. */
final class TableBatch implements CodeBatch {
  private final GistTable table;
  private final int codeBytes;
  private final byte[] codes;
  private final float[] norms = new float[CAPACITY];
  private final int[] rows = new int[CAPACITY];

  /** Held on to: a gist that is deleted meanwhile takes its chunk out of the table. */
  private final RowChunk[] chunks = new RowChunk[CAPACITY];

  private int count;

  TableBatch(GistTable table, int codeBytes) {
    this.table = table;
    this.codeBytes = codeBytes;
    this.codes = new byte[CAPACITY * codeBytes];
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int codeBytes() {
    return codeBytes;
  }

  @Override
  public byte[] codes() {
    return codes;
  }

  @Override
  public float[] inverseNorms() {
    return norms;
  }

  @Override
  public GistKey key(int i) {
    return table.key(chunks[i], rows[i]);
  }

  @Override
  public long capturedMillis(int i) {
    return chunks[i].capturedMillis[rows[i] & RowChunk.MASK];
  }

  @Override
  public long receivedMillis(int i) {
    return chunks[i].receivedMillis[rows[i] & RowChunk.MASK];
  }

  @Override
  public long position(int i) {
    return chunks[i].position[rows[i] & RowChunk.MASK];
  }

  void clear() {
    count = 0;
  }

  boolean isFull() {
    return count == CAPACITY;
  }

  /** Adds the code at a slot, unless its gist was deleted meanwhile. */
  void add(CodeBlock block, int slot, float norm) {
    RowChunk chunk = table.columns().chunk(block.rows[slot]);
    if (chunk == null) {
      return;
    }
    chunks[count] = chunk;
    System.arraycopy(block.codes, slot * codeBytes, codes, count * codeBytes, codeBytes);
    norms[count] = norm;
    rows[count] = block.rows[slot];
    count++;
  }
}
