package io.gistwire.codec.layout;

import io.gistwire.codec.layout.Coefficients.Coefficient;
import java.util.Arrays;

/** The transform between a grid's colours and coefficients (FORMAT.md 7.1). */
final class Dct {
  private static final int SIDE = LayoutGrid.SIDE;
  private static final int ONE = 1 << 14;
  private static final int[][] COS = cosines();

  private Dct() {}

  private static int[][] cosines() {
    int[][] table = new int[SIDE][SIDE];
    for (int u = 0; u < SIDE; u++) {
      for (int x = 0; x < SIDE; x++) {
        // StrictMath is bit-exact by its specification; a test holds the table's checksum.
        table[u][x] = (int) Math.rint(ONE * StrictMath.cos((2 * x + 1) * u * Math.PI / 32));
      }
    }
    return table;
  }

  static int cosine(int u, int x) {
    return COS[u][x];
  }

  /** Y, Co and Cg of all cells: [component][cell], true fractions. */
  static double[][] components(LayoutGrid grid) {
    double[][] planes = new double[Coefficients.COMPONENTS][LayoutGrid.CELLS];
    int[] rgb = grid.toArray();
    for (int i = 0; i < LayoutGrid.CELLS; i++) {
      int red = rgb[i] >> 16 & 0xff;
      int green = rgb[i] >> 8 & 0xff;
      int blue = rgb[i] & 0xff;
      planes[0][i] = (red + 2 * green + blue) / 4.0;
      planes[1][i] = (red - blue) / 2.0;
      planes[2][i] = (2 * green - red - blue) / 4.0;
    }
    return planes;
  }

  /** The coefficient of a plane, in grey levels. */
  static double forward(double[] plane, int v, int u) {
    double sum = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        sum += plane[y * SIDE + x] * COS[v][y] * COS[u][x];
      }
    }
    double scale = (v > 0 ? 2.0 : 1.0) * (u > 0 ? 2.0 : 1.0) / LayoutGrid.CELLS;
    return sum * scale / ((double) ONE * ONE);
  }

  /**
   * The grid of quantised coefficients.
   *
   * @param luma Y(0, 0) in sixteenths of a grey level
   * @param sizes sixteenths, in {@link Coefficients#ORDER}
   */
  static LayoutGrid inverse(int luma, int[] sizes) {
    long[][] planes = new long[Coefficients.COMPONENTS][LayoutGrid.CELLS];
    Arrays.fill(planes[Coefficients.LUMA], (long) luma * ONE * ONE);
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != 0) {
        add(planes, Coefficients.ORDER.get(i), sizes[i]);
      }
    }
    int[] rgb = new int[LayoutGrid.CELLS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = colour(round(planes[0][i]), round(planes[1][i]), round(planes[2][i]));
    }
    return LayoutGrid.of(rgb);
  }

  private static void add(long[][] planes, Coefficient coefficient, int size) {
    long[] plane = planes[coefficient.component];
    for (int y = 0; y < SIDE; y++) {
      long row = (long) size * COS[coefficient.v][y];
      for (int x = 0; x < SIDE; x++) {
        plane[y * SIDE + x] += row * COS[coefficient.u][x];
      }
    }
  }

  private static int round(long sum) {
    return (int) (sum + (1L << 31) >> 32);
  }

  private static int colour(int luma, int orange, int green) {
    int base = luma - green;
    return clamp(base + orange) << 16 | clamp(luma + green) << 8 | clamp(base - orange);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
