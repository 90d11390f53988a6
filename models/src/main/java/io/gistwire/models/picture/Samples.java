package io.gistwire.models.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Decoded samples to RGB without colour management: the high byte of 16 bits, alpha over white,
 * grey three times.
 */
final class Samples {
  private static final int WHITE = 255;

  private Samples() {}

  static Picture rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] out = new byte[Math.multiplyExact(width * height, 3)];
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    ColorModel colours = image.getColorModel();
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      int to = 3 * y * width;
      for (int x = 0; x < width; x++, to += 3) {
        if (colours instanceof IndexColorModel palette) {
          palette(palette, row[x], out, to);
        } else {
          direct(row, x * bands, bands, shift, out, to);
        }
      }
    }
    return new Picture(width, height, out);
  }

  private static void palette(IndexColorModel palette, int index, byte[] out, int to) {
    int alpha = palette.getAlpha(index);
    out[to] = overWhite(palette.getRed(index), alpha);
    out[to + 1] = overWhite(palette.getGreen(index), alpha);
    out[to + 2] = overWhite(palette.getBlue(index), alpha);
  }

  private static void direct(int[] row, int at, int bands, int shift, byte[] out, int to) {
    boolean grey = bands <= 2;
    int alpha = bands == 2 || bands == 4 ? row[at + bands - 1] >> shift : 255;
    for (int channel = 0; channel < 3; channel++) {
      out[to + channel] = overWhite(row[grey ? at : at + channel] >> shift, alpha);
    }
  }

  private static byte overWhite(int colour, int alpha) {
    return (byte) ((colour * alpha + WHITE * (255 - alpha) + 127) / 255);
  }
}
