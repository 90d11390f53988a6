package io.gistwire.models.layers;

import io.gistwire.models.picture.Picture;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Edges of a small picture: Sobel's operator on its brightness, thinned to ridges across the edge
 * as in Canny (1986). Not thread-safe.
 */
final class EdgeFinder {
  private final int width;
  private final int height;
  private final int[] strength;
  private final int[] ridge;

  EdgeFinder(Picture picture) {
    this.width = picture.width();
    this.height = picture.height();
    this.strength = new int[width * height];
    this.ridge = new int[width * height];
    int[] light = brightness(picture);
    for (int y = 1; y + 1 < height; y++) {
      for (int x = 1; x + 1 < width; x++) {
        sobel(light, y * width + x);
      }
    }
    for (int y = 1; y + 1 < height; y++) {
      for (int x = 1; x + 1 < width; x++) {
        int at = y * width + x;
        ridge[at] = isRidge(light, at) ? strength[at] : 0;
      }
    }
  }

  private static int[] brightness(Picture picture) {
    byte[] rgb = picture.rgb();
    int[] light = new int[rgb.length / 3];
    for (int i = 0; i < light.length; i++) {
      light[i] =
          77 * (rgb[3 * i] & 0xFF) + 150 * (rgb[3 * i + 1] & 0xFF) + 29 * (rgb[3 * i + 2] & 0xFF)
              >> 8;
    }
    return light;
  }

  private void sobel(int[] light, int at) {
    strength[at] = Math.abs(across(light, at)) + Math.abs(down(light, at));
  }

  private int across(int[] light, int at) {
    return light[at - width + 1]
        + 2 * light[at + 1]
        + light[at + width + 1]
        - light[at - width - 1]
        - 2 * light[at - 1]
        - light[at + width - 1];
  }

  private int down(int[] light, int at) {
    return light[at + width - 1]
        + 2 * light[at + width]
        + light[at + width + 1]
        - light[at - width - 1]
        - 2 * light[at - width]
        - light[at - width + 1];
  }

  /** Whether no neighbour across the edge is stronger; of equals the first counts. */
  private boolean isRidge(int[] light, int at) {
    int step = Math.abs(across(light, at)) >= Math.abs(down(light, at)) ? 1 : width;
    return strength[at] > strength[at - step] && strength[at] >= strength[at + step];
  }

  /** The strongest ridges, at most {@code count} pixels, row by row. */
  BitSet strongest(int count) {
    int[] sorted = ridge.clone();
    Arrays.sort(sorted);
    int threshold = Math.max(1, sorted[Math.max(0, sorted.length - count)]);
    BitSet edges = new BitSet(ridge.length);
    for (int i = 0; i < ridge.length; i++) {
      if (ridge[i] > threshold || ridge[i] == threshold && edges.cardinality() < count) {
        edges.set(i);
      }
    }
    return edges;
  }
}
