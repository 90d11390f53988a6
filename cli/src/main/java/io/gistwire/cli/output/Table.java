package io.gistwire.cli.output;

import java.util.ArrayList;
import java.util.List;

/** A table of text whose columns are as wide as their widest cell. Not thread-safe. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> heads = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of left-aligned text. */
  public Table text(String head) {
    return column(head, false);
  }

  /** Adds a column of right-aligned numbers. */
  public Table number(String head) {
    return column(head, true);
  }

  private Table column(String head, boolean rightAligned) {
    heads.add(head);
    right.add(rightAligned);
    return this;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless it has one cell a column
   */
  public Table row(Object... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(
          "row has " + cells.length + " cells; the table has " + heads.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(Printable.line(cell));
    }
    rows.add(row);
    return this;
  }

  /** Whether it has no row yet. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table as lines, the heads first, each ended by a line feed. */
  public String render() {
    StringBuilder out = new StringBuilder();
    line(out, heads);
    for (List<String> row : rows) {
      line(out, row);
    }
    return out.toString();
  }

  private void line(StringBuilder out, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(width(i) - length(cell));
      line.append(i == 0 ? "" : GAP).append(right.get(i) ? padding + cell : cell + padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private int width(int column) {
    int width = length(heads.get(column));
    for (List<String> row : rows) {
      width = Math.max(width, length(row.get(column)));
    }
    return width;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
