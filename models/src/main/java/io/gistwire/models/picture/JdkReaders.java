package io.gistwire.models.picture;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * The JDK's own picture decoders. Others may be registered by an application; they would give other
 * pixels.
 */
final class JdkReaders {
  private JdkReaders() {}

  static ImageReader create(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException(
        "this Java runtime has no " + format + " decoder; use one with the module java.desktop");
  }

  /** Parameters that keep every k-th pixel of every k-th row of a large picture. */
  static ImageReadParam thinned(ImageReader reader, long width, long height) {
    ImageReadParam parameters = reader.getDefaultReadParam();
    int k = PhotoReader.thinning(width, height);
    parameters.setSourceSubsampling(k, k, 0, 0);
    return parameters;
  }
}
