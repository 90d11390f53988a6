package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;

/**
 * What decoding one photo may use. A photo of a megabyte may announce 200 megapixels, so whoever
 * decodes for others decides by the announced size, and stops decoding when its time is over.
 * Called on the thread that decodes.
 */
public interface PhotoBudget {
  /** Takes every photo that {@link PhotoReader} reads, however long it takes. */
  PhotoBudget UNBOUNDED =
      new PhotoBudget() {
        @Override
        public void admit(long width, long height, long memoryBytes) {}

        @Override
        public void check() {}
      };

  /**
   * Lets a photo be decoded, or not. Called once, before anything is allocated by its size.
   *
   * @param width announced width in pixels
   * @param height announced height in pixels
   * @param memoryBytes most memory that decoding takes, the picture itself included
   * @throws UnreadablePhotoException when the photo is refused; an unchecked exception is passed on
   */
  void admit(long width, long height, long memoryBytes) throws UnreadablePhotoException;

  /** Called for every few rows; an unchecked exception ends the decoding and is passed on. */
  void check();
}
