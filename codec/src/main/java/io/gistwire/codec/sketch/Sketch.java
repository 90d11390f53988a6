package io.gistwire.codec.sketch;

import java.util.BitSet;

/** A bilevel picture: edges are set. Immutable and thread-safe. */
public final class Sketch {
  /** The most pixels along a side. */
  public static final int MAX_SIDE = 256;

  private final int width;
  private final int height;
  private final BitSet pixels;

  private Sketch(int width, int height, BitSet pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /**
   * A sketch with a copy of these pixels.
   *
   * @param width 1 to {@value #MAX_SIDE}
   * @param height 1 to {@value #MAX_SIDE}
   * @param pixels row by row from the top left, none set beyond {@code width * height}
   */
  public static Sketch of(int width, int height, BitSet pixels) {
    if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "sketch of " + width + " x " + height + "; sides are 1 to " + MAX_SIDE);
    }
    if (pixels.length() > width * height) {
      throw new IllegalArgumentException(
          "pixel " + (pixels.length() - 1) + " in a sketch of " + width + " x " + height);
    }
    return new Sketch(width, height, (BitSet) pixels.clone());
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Whether the pixel is an edge. */
  public boolean isSet(int x, int y) {
    return pixels.get(y * width + x);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sketch that
        && width == that.width
        && height == that.height
        && pixels.equals(that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + pixels.hashCode();
  }

  @Override
  public String toString() {
    return "Sketch[" + width + " x " + height + ", " + pixels.cardinality() + " set]";
  }
}
