package io.gistwire.models.picture;

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
