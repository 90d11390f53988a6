package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.PngContainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * PNG through the JDK's decoder, which is given the picture's chunks only: of a paletted file it
 * would read all others, too, and inflate them without a limit.
 */
final class PngFile {
  private PngFile() {}

  static Picture read(byte[] file) throws UnreadablePhotoException {
    PngContainer png = PngContainer.read(file);
    PhotoReader.checkSize(png.width(), png.height(), PhotoReader.MAX_PIXELS, "PNG");
    ImageReader reader = JdkReaders.create("png");
    try {
      reader.setInput(new BytesInput(file, png.pictureParts()), true, true);
      BufferedImage image = reader.read(0, JdkReaders.thinned(reader, png.width(), png.height()));
      return Orientation.apply(png.orientation(), Samples.rgb(image));
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a PNG file that is truncated or damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
