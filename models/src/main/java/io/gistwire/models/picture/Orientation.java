package io.gistwire.models.picture;

/** Turns stored pictures upright by EXIF's orientation, 1 to 8. */
final class Orientation {
  private Orientation() {}

  /** The upright picture. */
  static Picture apply(int orientation, Picture stored) {
    if (orientation == 1) {
      return stored;
    }
    boolean swapped = orientation >= 5;
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
    byte[] in = stored.rgb();
    byte[] out = new byte[in.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = 3 * source(orientation, x, y, stored.width(), stored.height());
        int to = 3 * (y * width + x);
        out[to] = in[from];
        out[to + 1] = in[from + 1];
        out[to + 2] = in[from + 2];
      }
    }
    return new Picture(width, height, out);
  }

  /** The index of the upright pixel (x, y) in the stored picture of w x h pixels. */
  private static int source(int orientation, int x, int y, int w, int h) {
    switch (orientation) {
      case 2:
        return y * w + (w - 1 - x);
      case 3:
        return (h - 1 - y) * w + (w - 1 - x);
      case 4:
        return (h - 1 - y) * w + x;
      case 5:
        return x * w + y;
      case 6:
        return (h - 1 - x) * w + y;
      case 7:
        return (h - 1 - x) * w + (w - 1 - y);
      default:
        return x * w + (w - 1 - y);
    }
  }
}
