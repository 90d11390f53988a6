package io.gistwire.client;

import io.gistwire.codec.photo.PhotoMetadata;
import io.gistwire.proto.batch.BatchColumns;
import java.time.ZoneId;

/**
 * What is known of a photo beside its gist.
 *
 * @param captureMillis when it was taken, milliseconds since 1970-01-01 UTC, in the years 1 to
 *     9999; 0: unknown
 * @param widthPixels 1 to 65535; 0: unknown
 * @param heightPixels 1 to 65535; 0: unknown
 */
public record CaptureInfo(long captureMillis, int widthPixels, int heightPixels) {
  private static final int MAX_SIDE_PIXELS = 65_535;

  /** Checks the ranges. */
  public CaptureInfo {
    if (widthPixels < 0
        || widthPixels > MAX_SIDE_PIXELS
        || heightPixels < 0
        || heightPixels > MAX_SIDE_PIXELS) {
      throw new IllegalArgumentException(
          "photo of "
              + widthPixels
              + " x "
              + heightPixels
              + " pixels; 0 (unknown) to "
              + MAX_SIDE_PIXELS
              + " are allowed");
    }
    if (captureMillis < BatchColumns.MIN_CAPTURE_TIME_MILLIS
        || captureMillis > BatchColumns.MAX_CAPTURE_TIME_MILLIS) {
      throw new IllegalArgumentException(
          "capture time of "
              + captureMillis
              + " ms since 1970; the years 1 to 9999 or 0 (unknown) are allowed");
    }
  }

  /**
   * Time and size as the photo's file has them: the time in EXIF, XMP or PNG's texts of a JPEG, PNG
   * or WebP file, the size of the upright picture. A time without an offset, which is what most
   * cameras write, is taken as local time of this machine. Nothing is decoded; never fails,
   * whatever the bytes are.
   *
   * @param photo a picture file
   * @param otherwiseMillis when it was taken if the file has no time, milliseconds since 1970-01-01
   *     UTC
   */
  public static CaptureInfo ofPhoto(byte[] photo, long otherwiseMillis) {
    PhotoMetadata file = PhotoMetadata.read(photo);
    return at(file.takenMillis(ZoneId.systemDefault()).orElse(otherwiseMillis)).sizedBy(file);
  }

  /** This, with the size of the upright photo where it is unknown here and the file has it. */
  public CaptureInfo sizedBy(byte[] photo) {
    return widthPixels > 0 && heightPixels > 0 ? this : sizedBy(PhotoMetadata.read(photo));
  }

  private CaptureInfo sizedBy(PhotoMetadata file) {
    long width = file.widthPixels();
    long height = file.heightPixels();
    return width > 0 && height > 0 && Math.max(width, height) <= MAX_SIDE_PIXELS
        ? new CaptureInfo(captureMillis, (int) width, (int) height)
        : this;
  }

  /** Taken now, size unknown. */
  public static CaptureInfo now() {
    return at(System.currentTimeMillis());
  }

  /** Taken at a time, size unknown. */
  public static CaptureInfo at(long captureMillis) {
    return new CaptureInfo(captureMillis, 0, 0);
  }
}
