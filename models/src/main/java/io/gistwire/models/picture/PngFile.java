package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.PngContainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * PNG through the JDK's decoder, which is given the picture's chunks only: of a paletted file it
 * would read all others, too, and inflate them without a limit.
 */
final class PngFile {
  private PngFile() {}

  static Picture read(byte[] file, PhotoBudget budget) throws UnreadablePhotoException {
    PngContainer png = PngContainer.read(file);
    PhotoReader.checkSize(png.width(), png.height(), PhotoReader.MAX_PIXELS, "PNG");
    int k = PhotoReader.thinning(png.width(), png.height());
    budget.admit(
        png.width(), png.height(), PhotoReader.memoryBytes(png.width(), png.height(), k, 0));
    ImageReader reader = JdkReaders.create("png");
    try {
      reader.setInput(new BytesInput(file, png.pictureParts()), true, true);
      ImageReadParam thinned = JdkReaders.thinned(reader, png.width(), png.height());
      BufferedImage image = JdkReaders.within(budget, reader, () -> reader.read(0, thinned));
      return Orientation.apply(png.orientation(), Samples.rgb(image));
    } catch (JdkReaders.Stopped stopped) {
      throw stopped.why();
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a PNG file that is truncated or damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
