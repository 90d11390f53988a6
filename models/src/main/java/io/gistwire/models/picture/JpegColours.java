package io.gistwire.models.picture;

import io.gistwire.codec.photo.JpegContainer;
import java.awt.image.Raster;

/**
 * Decoded JPEG samples to RGB: luma and chroma with libjpeg's 16-bit fixed-point tables
 * (jdcolor.c), four inks as Pillow does.
 */
final class JpegColours {
  private static final int SCALE_BITS = 16;
  private static final int HALF = 1 << (SCALE_BITS - 1);

  private final JpegContainer header;

  JpegColours(JpegContainer header) {
    this.header = header;
  }

  Picture rgb(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(width * height, 3)];
    int[] row = new int[width * header.components()];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        pixel(row, x * header.components(), out, 3 * (y * width + x));
      }
    }
    return new Picture(width, height, out);
  }

  private void pixel(int[] row, int at, byte[] out, int to) {
    if (header.components() == 1) {
      set(out, to, row[at], row[at], row[at]);
      return;
    }
    if (header.lumaChroma()) {
      lumaChroma(row[at], row[at + 1] - 128, row[at + 2] - 128, out, to);
    } else {
      set(out, to, row[at], row[at + 1], row[at + 2]);
    }
    if (header.components() == 4) {
      inks(row[at + 3], out, to);
    }
  }

  private static void lumaChroma(int luma, int cb, int cr, byte[] out, int to) {
    int red = luma + (fix(1.40200) * cr + HALF >> SCALE_BITS);
    int green = luma + (-fix(0.34414) * cb + HALF - fix(0.71414) * cr >> SCALE_BITS);
    int blue = luma + (fix(1.77200) * cb + HALF >> SCALE_BITS);
    set(out, to, clip(red), clip(green), clip(blue));
  }

  /** {@code out} holds three inks, or their complement when YCCK was converted. */
  private void inks(int fourth, byte[] out, int to) {
    boolean complement = header.lumaChroma();
    int black = header.inverted() ? 255 - fourth : fourth;
    int rest = 255 - black;
    for (int i = to; i < to + 3; i++) {
      int stored = complement ? 255 - (out[i] & 0xFF) : out[i] & 0xFF;
      int ink = header.inverted() ? 255 - stored : stored;
      out[i] = (byte) clip(rest - multiplyDivide(ink, rest));
    }
  }

  private static int multiplyDivide(int a, int b) {
    int t = a * b + 128;
    return t + (t >> 8) >> 8;
  }

  private static int fix(double value) {
    return (int) (value * (1 << SCALE_BITS) + 0.5);
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static void set(byte[] out, int to, int red, int green, int blue) {
    out[to] = (byte) red;
    out[to + 1] = (byte) green;
    out[to + 2] = (byte) blue;
  }
}
