package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.JpegContainer;
import io.gistwire.codec.photo.PngContainer;
import io.gistwire.codec.photo.WebpContainer;
import java.util.HexFormat;

/**
 * Reads untrusted picture files: JPEG (grey, colour, CMYK), PNG (palette, alpha, 8 and 16 bits),
 * WebP; of an animation the first frame. Thread-safe.
 *
 * <p>The size that a file announces is checked before anything is decoded, so a call never needs
 * more than some {@value #MAX_KEPT_PIXELS} pixels of memory (about 200 MiB with the decoder's own).
 */
public final class PhotoReader {
  /** The largest file, in bytes. */
  public static final int MAX_FILE_BYTES = 64 << 20;

  /** The longest side, in pixels. */
  public static final int MAX_SIDE = 65_535;

  /** The most pixels of a picture; larger ones are refused. */
  public static final long MAX_PIXELS = 200_000_000;

  /** The most pixels kept: of larger pictures every k-th pixel of every k-th row stays. */
  public static final int MAX_KEPT_PIXELS = 1 << 24;

  private PhotoReader() {}

  /**
   * Reads an upright RGB picture.
   *
   * @throws UnreadablePhotoException when the bytes are no such file, a truncated or damaged one,
   *     or one beyond the limits
   */
  public static Picture read(byte[] file) throws UnreadablePhotoException {
    return read(file, PhotoBudget.UNBOUNDED);
  }

  /**
   * As {@link #read(byte[])}, within a budget.
   *
   * @throws UnreadablePhotoException also when the budget refuses the photo
   */
  public static Picture read(byte[] file, PhotoBudget budget) throws UnreadablePhotoException {
    if (file.length > MAX_FILE_BYTES) {
      throw new UnreadablePhotoException(
          "photo file has " + file.length + " bytes; at most " + MAX_FILE_BYTES + " are allowed");
    }
    try {
      if (JpegContainer.matches(file)) {
        return JpegFile.read(file, budget);
      }
      if (PngContainer.matches(file)) {
        return PngFile.read(file, budget);
      }
      if (WebpContainer.matches(file)) {
        return WebpFile.read(file, budget);
      }
    } catch (IndexOutOfBoundsException e) {
      throw new UnreadablePhotoException("photo is truncated or damaged: its headers end early", e);
    }
    throw new UnreadablePhotoException(
        "photo is neither JPEG, PNG nor WebP (it begins with "
            + hexStart(file)
            + "); convert it to one of these");
  }

  /** Whether a file begins as the photos that are read here do. */
  public static boolean isPhoto(byte[] file) {
    return JpegContainer.matches(file) || PngContainer.matches(file) || WebpContainer.matches(file);
  }

  private static String hexStart(byte[] file) {
    return file.length == 0
        ? "nothing: 0 bytes"
        : HexFormat.ofDelimiter(" ").formatHex(file, 0, Math.min(8, file.length));
  }

  /** Checks an announced size before anything is allocated by it. */
  static void checkSize(long width, long height, long maxPixels, String kind)
      throws UnreadablePhotoException {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new UnreadablePhotoException(
          "photo announces "
              + width
              + "x"
              + height
              + " pixels; sides of 1 to "
              + MAX_SIDE
              + " are allowed");
    }
    if (width * height > maxPixels) {
      throw new UnreadablePhotoException(
          "photo has "
              + width
              + "x"
              + height
              + " pixels; "
              + kind
              + " files may have at most "
              + maxPixels
              + ". Scale it down first");
    }
  }

  /**
   * Memory of a decoded picture: the decoder's samples, those in RGB, and once more to turn it.
   *
   * @param codedBytes what the decoder keeps for each announced pixel beside its samples
   */
  static long memoryBytes(long width, long height, int k, int codedBytes) {
    long kept = ((width + k - 1) / k) * ((height + k - 1) / k);
    return kept * 3 * 3 + width * height * codedBytes;
  }

  /** The smallest k so that every k-th pixel of every k-th row are few enough. */
  static int thinning(long width, long height) {
    int k = 1;
    while (((width + k - 1) / k) * ((height + k - 1) / k) > MAX_KEPT_PIXELS) {
      k++;
    }
    return k;
  }
}
