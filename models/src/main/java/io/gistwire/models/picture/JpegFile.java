package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * JPEG through the JDK's decoder, which gives the same samples as libjpeg. Colour is converted
 * here, because the JDK would apply colour profiles and guess colour spaces in its own way.
 */
final class JpegFile {
  // The decoder keeps all coefficients of a progressive picture: up to 6 bytes a pixel.
  private static final long MAX_PROGRESSIVE_PIXELS = 1 << 25;

  private JpegFile() {}

  static boolean matches(Bytes file) {
    return file.startsWith(0, "\u00ff\u00d8\u00ff");
  }

  static Picture read(Bytes file) throws UnreadablePhotoException {
    JpegHeader header = JpegHeader.read(file);
    PhotoReader.checkSize(
        header.width,
        header.height,
        header.progressive ? MAX_PROGRESSIVE_PIXELS : PhotoReader.MAX_PIXELS,
        header.progressive ? "progressive JPEG" : "JPEG");
    Raster raster = decode(file, header);
    if (raster.getNumBands() != header.components) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of "
              + header.components
              + " channels, but "
              + raster.getNumBands()
              + " were decoded: it is damaged");
    }
    Picture stored = new JpegColours(header).rgb(raster);
    return ExifOrientation.apply(header.orientation, stored);
  }

  private static Raster decode(Bytes file, JpegHeader header) throws UnreadablePhotoException {
    ImageReader reader = JdkReaders.create("jpeg");
    try {
      reader.setInput(new BytesInput(file.all()), true, true);
      return reader.readRaster(0, JdkReaders.thinned(reader, header.width, header.height));
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file that cannot be decoded: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
