package io.gistwire.models.picture;

/** EXIF's orientation tag (0x0112): how a stored picture must be turned to stand upright. */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int MAX_ENTRIES = 512;

  private ExifOrientation() {}

  /**
   * The orientation, 1 to 8, in the TIFF structure at {@code start}; 1 when there is none or it
   * makes no sense, as viewers do.
   */
  static int read(Bytes file, long start, long length) {
    long end = Math.min(start + length, file.length());
    if (end - start < 8) {
      return 1;
    }
    boolean little = file.startsWith(start, "II*\0");
    if (!little && !file.startsWith(start, "MM\0*")) {
      return 1;
    }
    long directory = start + u32(file, start + 4, little);
    if (directory + 2 > end) {
      return 1;
    }
    int entries = Math.min(MAX_ENTRIES, u16(file, directory, little));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > end) {
        return 1;
      }
      if (u16(file, entry, little) == TAG) {
        int value = u16(file, entry + 8, little);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

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

  /** Where the upright pixel (x, y) stands in the stored picture of w x h pixels. */
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

  private static int u16(Bytes file, long at, boolean little) {
    return little ? file.u16le(at) : file.u16be(at);
  }

  private static long u32(Bytes file, long at, boolean little) {
    return little ? file.u32le(at) : file.u32be(at);
  }
}
