package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;

/** PNG through the JDK's decoder. */
final class PngFile {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

  private PngFile() {}

  static boolean matches(Bytes file) {
    return file.startsWith(0, SIGNATURE);
  }

  static Picture read(Bytes file) throws UnreadablePhotoException {
    if (!file.startsWith(12, "IHDR")) {
      throw new UnreadablePhotoException("photo is a PNG file without a header; it is damaged");
    }
    long width = file.u32be(16);
    long height = file.u32be(20);
    PhotoReader.checkSize(width, height, PhotoReader.MAX_PIXELS, "PNG");
    int orientation = orientation(file);
    ImageReader reader = JdkReaders.create("png");
    try {
      reader.setInput(new BytesInput(file.all()), true, true);
      BufferedImage image = reader.read(0, JdkReaders.thinned(reader, width, height));
      return ExifOrientation.apply(orientation, Samples.rgb(image));
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a PNG file that is truncated or damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** Walks the chunks up to the end; all of them must be complete. */
  private static int orientation(Bytes file) throws UnreadablePhotoException {
    int orientation = 1;
    long at = 8;
    while (!file.startsWith(at + 4, "IEND")) {
      long length = at + 12 <= file.length() ? file.u32be(at) : Long.MAX_VALUE / 2;
      if (at + 12 + length > file.length()) {
        throw new UnreadablePhotoException("photo is a truncated PNG file; send the whole file");
      }
      if (file.startsWith(at + 4, "eXIf")) {
        orientation = ExifOrientation.read(file, at + 8, length);
      }
      at += 12 + length;
    }
    return orientation;
  }
}
