package io.gistwire.models.picture;

import io.gistwire.models.manifest.PhotoOperation.Filter;

/**
 * An upright RGB picture. The array is not copied and not to be changed.
 *
 * @param width pixels, from 1
 * @param height pixels, from 1
 * @param rgb one byte a channel, red first, row after row
 */
public record Picture(int width, int height, byte[] rgb) {
  /** Checks that the bytes fill the picture. */
  public Picture {
    if (width < 1 || height < 1 || (long) width * height * 3 != rgb.length) {
      throw new IllegalArgumentException(
          rgb.length + " bytes do not fill an RGB picture of " + width + "x" + height + " pixels");
    }
  }

  /** This picture shrunk or enlarged to the size, each pixel an average of its part. */
  public Picture averaged(int toWidth, int toHeight) {
    return Resizer.resize(this, toWidth, toHeight, Filter.BILINEAR);
  }

  /** This picture shrunk so that its longer side has at most {@code side} pixels. */
  public Picture fitted(int side) {
    int longer = Math.max(width, height);
    if (longer <= side) {
      return this;
    }
    return averaged(
        Math.max(1, (int) ((long) width * side / longer)),
        Math.max(1, (int) ((long) height * side / longer)));
  }

  /** The pixels as {@code 0xRRGGBB}, row after row. */
  public int[] packed() {
    int[] colours = new int[width * height];
    for (int i = 0, at = 0; i < colours.length; i++, at += 3) {
      colours[i] = (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | rgb[at + 2] & 0xFF;
    }
    return colours;
  }

  /** Copies the rectangle, which must lie inside. */
  Picture crop(int left, int top, int cropWidth, int cropHeight) {
    if (left == 0 && top == 0 && cropWidth == width && cropHeight == height) {
      return this;
    }
    byte[] out = new byte[cropWidth * cropHeight * 3];
    for (int y = 0; y < cropHeight; y++) {
      System.arraycopy(rgb, ((top + y) * width + left) * 3, out, y * cropWidth * 3, cropWidth * 3);
    }
    return new Picture(cropWidth, cropHeight, out);
  }
}
