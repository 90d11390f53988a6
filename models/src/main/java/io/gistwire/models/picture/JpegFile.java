package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.JpegContainer;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * JPEG through the JDK's decoder, which gives the same samples as libjpeg. Colour is converted
 * here, because the JDK would apply colour profiles and guess colour spaces in its own way. It is
 * given the picture's parts of the file only: it refuses files for profiles that are not used.
 */
final class JpegFile {
  // The decoder keeps all coefficients of a progressive picture: up to 6 bytes a pixel.
  private static final long MAX_PROGRESSIVE_PIXELS = 1 << 25;

  private static final int PROGRESSIVE_BYTES = 6;

  private JpegFile() {}

  static Picture read(byte[] file, PhotoBudget budget) throws UnreadablePhotoException {
    JpegContainer header = JpegContainer.read(file);
    PhotoReader.checkSize(
        header.width(),
        header.height(),
        header.progressive() ? MAX_PROGRESSIVE_PIXELS : PhotoReader.MAX_PIXELS,
        header.progressive() ? "progressive JPEG" : "JPEG");
    int k = PhotoReader.thinning(header.width(), header.height());
    int codedBytes = header.progressive() ? PROGRESSIVE_BYTES : 0;
    budget.admit(
        header.width(),
        header.height(),
        PhotoReader.memoryBytes(header.width(), header.height(), k, codedBytes));
    Raster raster = decode(file, header, budget);
    if (raster.getNumBands() != header.components()) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of "
              + header.components()
              + " channels, but "
              + raster.getNumBands()
              + " were decoded: it is damaged");
    }
    Picture stored = new JpegColours(header).rgb(raster);
    return Orientation.apply(header.orientation(), stored);
  }

  private static Raster decode(byte[] file, JpegContainer header, PhotoBudget budget)
      throws UnreadablePhotoException {
    ImageReader reader = JdkReaders.create("jpeg");
    try {
      reader.setInput(new BytesInput(file, header.pictureParts()), true, true);
      ImageReadParam thinned = JdkReaders.thinned(reader, header.width(), header.height());
      return JdkReaders.within(budget, reader, () -> reader.readRaster(0, thinned));
    } catch (JdkReaders.Stopped stopped) {
      throw stopped.why();
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file that cannot be decoded: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
