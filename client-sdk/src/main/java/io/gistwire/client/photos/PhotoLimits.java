package io.gistwire.client.photos;

/**
 * Bounds of the photos that a source keeps for later answers; the oldest leave first. Immutable.
 *
 * @param maxPhotos most photos, at least 1
 * @param maxBytes most bytes of photos, at least 1; a larger photo is not kept
 */
public record PhotoLimits(int maxPhotos, long maxBytes) {
  /** 2,000 photos, 256 MiB. */
  public static final PhotoLimits DEFAULT = new PhotoLimits(2_000, 256L << 20);

  /** Checks the ranges. */
  public PhotoLimits {
    if (maxPhotos < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "limits of kept photos are "
              + maxPhotos
              + " photos and "
              + maxBytes
              + " bytes; at least 1 and 1 are needed");
    }
  }
}
