package io.gistwire.server.index.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells of one tenant. Codes of a residual quantiser with a byte a stage lie in 256 cells by
 * their first byte, whose codeword is the coarsest form of the vector (the inverted lists of Jégou
 * et al. 2011, section IV, without a second quantiser); other codes lie in one cell. One thread
 * writes.
 */
final class CodeCells {
  private static final int FANOUT = 256;

  private final boolean byFirstByte;
  private final CodeCell[][] byLength;
  private volatile List<CodeCell> all = List.of();

  CodeCells(int codeBytes, boolean byFirstByte) {
    this.byFirstByte = byFirstByte;
    this.byLength = new CodeCell[codeBytes + 1][];
  }

  /** Whether a cell's first byte states what lies in it. */
  boolean byFirstByte() {
    return byFirstByte;
  }

  /** Cells that were ever used. */
  List<CodeCell> all() {
    return all;
  }

  CodeCell cell(int number) {
    return all.get(number);
  }

  /** Number of the cell where a code of at least one byte belongs. */
  int numberFor(byte[] code) {
    int first = byFirstByte ? code[0] & 0xff : 0;
    CodeCell[] row = byLength[code.length];
    if (row == null) {
      row = new CodeCell[FANOUT];
      byLength[code.length] = row;
    }
    if (row[first] == null) {
      row[first] = new CodeCell(code.length, (byte) first, all.size());
      List<CodeCell> longer = new ArrayList<>(all);
      longer.add(row[first]);
      all = longer;
    }
    return row[first].number;
  }
}
