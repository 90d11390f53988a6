package io.gistwire.codec.layout;

import java.util.Arrays;

/**
 * Mean colours of a photo's 16 x 16 parts, 8 bits a channel, row by row from the top left.
 * Immutable and thread-safe.
 */
public final class LayoutGrid {
  /** Cells along each side. */
  public static final int SIDE = 16;

  static final int CELLS = SIDE * SIDE;

  private final int[] rgb;

  private LayoutGrid(int[] rgb) {
    this.rgb = rgb;
  }

  /**
   * A grid of these cells.
   *
   * @param rgb 256 colours {@code 0xRRGGBB}; higher bits are not looked at
   */
  public static LayoutGrid of(int[] rgb) {
    if (rgb.length != CELLS) {
      throw new IllegalArgumentException(
          "layout grid of " + rgb.length + " cells; it has " + CELLS);
    }
    int[] copy = new int[CELLS];
    for (int i = 0; i < CELLS; i++) {
      copy[i] = rgb[i] & 0xffffff;
    }
    return new LayoutGrid(copy);
  }

  /**
   * The grid of a photo of any size: each cell is the rounded mean of the pixels in its part, at
   * least one.
   *
   * @param rgb {@code width * height} colours {@code 0xRRGGBB}
   */
  public static LayoutGrid ofPixels(int[] rgb, int width, int height) {
    if (width < 1 || height < 1 || (long) width * height != rgb.length) {
      throw new IllegalArgumentException(
          rgb.length + " pixels for a photo of " + width + " x " + height);
    }
    int[] cells = new int[CELLS];
    for (int i = 0; i < CELLS; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      int x0 = (int) ((long) x * width / SIDE);
      int y0 = (int) ((long) y * height / SIDE);
      int x1 = Math.max(x0 + 1, (int) ((x + 1L) * width / SIDE));
      int y1 = Math.max(y0 + 1, (int) ((y + 1L) * height / SIDE));
      cells[i] = mean(rgb, width, x0, y0, x1, y1);
    }
    return new LayoutGrid(cells);
  }

  private static int mean(int[] rgb, int width, int x0, int y0, int x1, int y1) {
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        int pixel = rgb[y * width + x];
        red += pixel >> 16 & 0xff;
        green += pixel >> 8 & 0xff;
        blue += pixel & 0xff;
      }
    }
    long count = (long) (x1 - x0) * (y1 - y0);
    return (int) ((2 * red + count) / (2 * count)) << 16
        | (int) ((2 * green + count) / (2 * count)) << 8
        | (int) ((2 * blue + count) / (2 * count));
  }

  /** The colour of a cell, {@code 0xRRGGBB}. */
  public int rgb(int x, int y) {
    return rgb[y * SIDE + x];
  }

  /** A copy of the 256 colours, {@code 0xRRGGBB}. */
  public int[] toArray() {
    return rgb.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayoutGrid that && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "LayoutGrid[" + Integer.toHexString(rgb[0]) + " ..]";
  }
}
