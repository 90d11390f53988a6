package io.gistwire.server.watch.expression;

/** A caption expression that cannot be read. */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int column;

  /**
   * What is wrong, and where.
   *
   * @param column from 1
   */
  ExpressionException(int column, String message) {
    super("column " + column + ": " + message);
    this.column = column;
  }

  /** Where, from 1. */
  public int column() {
    return column;
  }
}
