package io.gistwire.server.index.memory;

/**
 * The codes of one length that share their first byte: the nearest thing to a cell of the space
 * that costs nothing to find. Growing drops what was taken out.
 */
final class CodeCell {
  private static final int FIRST_CAPACITY = 8;

  final int codeBytes;
  final byte firstByte;
  final int number;
  private volatile CodeBlock block;

  CodeCell(int codeBytes, byte firstByte, int number) {
    this.codeBytes = codeBytes;
    this.firstByte = firstByte;
    this.number = number;
    this.block = new CodeBlock(FIRST_CAPACITY, codeBytes);
  }

  /** The codes as they stand; a reader keeps to the one block for as long as it needs slots. */
  CodeBlock block() {
    return block;
  }

  /** Adds a code and tells the columns where it is. */
  void add(byte[] code, float norm, int row, RowColumns columns) {
    if (block.isFull()) {
      block = grown(columns);
    }
    columns.setSlot(row, block.append(code, norm, row));
  }

  void remove(int slot) {
    block.norms[slot] = Float.NaN;
    block.live--;
  }

  private CodeBlock grown(RowColumns columns) {
    CodeBlock old = block;
    int capacity = Math.max(FIRST_CAPACITY, Math.addExact(old.live, old.live / 2 + 1));
    CodeBlock grown = new CodeBlock(capacity, codeBytes);
    byte[] code = new byte[codeBytes];
    for (int slot = 0; slot < old.size; slot++) {
      if (!Float.isNaN(old.norms[slot])) {
        System.arraycopy(old.codes, slot * codeBytes, code, 0, codeBytes);
        columns.setSlot(old.rows[slot], grown.append(code, old.norms[slot], old.rows[slot]));
      }
    }
    return grown;
  }
}
