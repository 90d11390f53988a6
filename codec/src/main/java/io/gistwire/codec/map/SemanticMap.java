package io.gistwire.codec.map;

import java.util.Arrays;

/** A grid of label numbers, row by row from the top left. Immutable and thread-safe. */
public final class SemanticMap {
  /** The most cells along a side. */
  public static final int MAX_SIDE = 64;

  private final int width;
  private final int height;
  private final int[] labels;

  private SemanticMap(int width, int height, int[] labels) {
    this.width = width;
    this.height = height;
    this.labels = labels;
  }

  /**
   * A map of these cells.
   *
   * @param width 1 to {@value #MAX_SIDE}
   * @param height 1 to {@value #MAX_SIDE}
   * @param labels {@code width * height} numbers, not negative
   */
  public static SemanticMap of(int width, int height, int[] labels) {
    if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "semantic map of " + width + " x " + height + "; sides are 1 to " + MAX_SIDE);
    }
    if (labels.length != width * height) {
      throw new IllegalArgumentException(
          "semantic map of " + width + " x " + height + " with " + labels.length + " labels");
    }
    return new SemanticMap(width, height, labels.clone());
  }

  /** Cells in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The label of a cell. */
  public int label(int x, int y) {
    return labels[y * width + x];
  }

  /** A copy of all labels, row by row. */
  public int[] toArray() {
    return labels.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemanticMap that
        && width == that.width
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "SemanticMap[" + width + " x " + height + "]";
  }
}
