package io.gistwire.client;

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
   * Taken when a JPEG says so (EXIF's DateTimeOriginal with SubSecTimeOriginal), size unknown. A
   * time without OffsetTimeOriginal, which is what most cameras write, is taken as local time of
   * this machine. Never fails on what the bytes are.
   *
   * @param photo a picture file; other formats than JPEG do not say when they were taken
   * @param otherwiseMillis when it was taken if it does not say, milliseconds since 1970-01-01 UTC
   */
  public static CaptureInfo ofPhoto(byte[] photo, long otherwiseMillis) {
    return at(ExifTime.millis(photo, ZoneId.systemDefault()).orElse(otherwiseMillis));
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
