package io.gistwire.codec.photo;

import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a picture file tells about a photo beside its pixels. Reading never fails: of files that are
 * damaged, truncated or of another format it has what can be read, perhaps nothing. Immutable and
 * thread-safe; refers to the file's bytes, which are not to be changed.
 */
public final class PhotoMetadata {
  private static final PhotoMetadata NOTHING =
      new PhotoMetadata(0, 0, List.of(), List.of(), List.of(), List.of());

  private final long storedWidth;
  private final long storedHeight;
  private final List<Exif> exif;
  private final List<Xmp> xmp;
  private final List<String> created;
  private final List<String> changed;

  PhotoMetadata(
      long storedWidth,
      long storedHeight,
      List<Exif> exif,
      List<Xmp> xmp,
      List<String> created,
      List<String> changed) {
    this.storedWidth = storedWidth;
    this.storedHeight = storedHeight;
    this.exif = exif;
    this.xmp = xmp;
    this.created = created;
    this.changed = changed;
  }

  /**
   * Reads the headers of a JPEG, PNG or WebP file; nothing is decoded.
   *
   * @param file any bytes
   */
  public static PhotoMetadata read(byte[] file) {
    if (JpegContainer.matches(file)) {
      return JpegContainer.head(file).metadata();
    }
    if (PngContainer.matches(file)) {
      return PngContainer.head(file).metadata();
    }
    if (WebpContainer.matches(file)) {
      return WebpContainer.head(file).metadata();
    }
    return NOTHING;
  }

  /** Pixels a row of the upright picture, as the file announces; 0: unknown. */
  public long widthPixels() {
    return isTurned() ? storedHeight : storedWidth;
  }

  /** Rows of the upright picture, as the file announces; 0: unknown. */
  public long heightPixels() {
    return isTurned() ? storedWidth : storedHeight;
  }

  private boolean isTurned() {
    return orientation() >= 5;
  }

  /** How the stored picture is to be turned (EXIF's values, 1 to 8; 1: it is upright). */
  public int orientation() {
    for (Exif block : exif) {
      int orientation = block.orientation();
      if (orientation != 0) {
        return orientation;
      }
    }
    for (Xmp packet : xmp) {
      int orientation = packet.orientation();
      if (orientation != 0) {
        return orientation;
      }
    }
    return 1;
  }

  /**
   * When the photo was taken, milliseconds since 1970-01-01 UTC in the years 1 to 9999; empty when
   * the file does not tell.
   *
   * @param zone of a time without an offset, which most cameras write
   */
  public OptionalLong takenMillis(ZoneId zone) {
    return TakenTime.millis(exif, xmp, created, changed, zone);
  }
}
