package io.gistwire.server.index;

import io.gistwire.server.ledger.GistKey;

/**
 * Up to {@value #CAPACITY} codes of one length that passed a filter, one after the other. Reused:
 * valid until the call that hands it over returns.
 */
public final class CodeBatch {
  /** Most codes in a batch. */
  public static final int CAPACITY = 256;

  private final GistTable table;
  private final int codeBytes;
  private final byte[] codes;
  private final float[] norms = new float[CAPACITY];
  private final int[] rows = new int[CAPACITY];

  /** Held on to: a gist that is deleted meanwhile takes its chunk out of the table. */
  private final RowChunk[] chunks = new RowChunk[CAPACITY];

  private int count;

  CodeBatch(GistTable table, int codeBytes) {
    this.table = table;
    this.codeBytes = codeBytes;
    this.codes = new byte[CAPACITY * codeBytes];
  }

  /** Number of codes. */
  public int count() {
    return count;
  }

  /** Bytes of each code. */
  public int codeBytes() {
    return codeBytes;
  }

  /** The codes, {@code count * codeBytes} bytes; not a copy. */
  public byte[] codes() {
    return codes;
  }

  /** Inverse norm of each code; not a copy. */
  public float[] inverseNorms() {
    return norms;
  }

  /** Whose code this is. */
  public GistKey key(int i) {
    return table.key(chunks[i], rows[i]);
  }

  /** When its photo was taken, milliseconds UTC. */
  public long capturedMillis(int i) {
    return chunks[i].capturedMillis[rows[i] & RowChunk.MASK];
  }

  /** When it was on disk, milliseconds UTC. */
  public long receivedMillis(int i) {
    return chunks[i].receivedMillis[rows[i] & RowChunk.MASK];
  }

  /** Place of its PUT in the log. */
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
