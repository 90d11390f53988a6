package io.gistwire.models.picture;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import io.gistwire.codec.UnreadablePhotoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * WebP through libwebp, as Pillow reads it: a decoder in plain Java was tried, and its chroma
 * differed by up to 99 grey levels at edges.
 */
final class WebpFile {
  private WebpFile() {}

  static boolean matches(Bytes file) {
    return file.startsWith(0, "RIFF") && file.startsWith(8, "WEBP");
  }

  static Picture read(Bytes file) throws UnreadablePhotoException {
    if (file.u32le(4) + 8 > file.length()) {
      throw new UnreadablePhotoException("photo is a truncated WebP file; send the whole file");
    }
    checkSize(file);
    int orientation = orientation(file);
    ImageReader reader = null;
    try {
      reader = new WebPImageReaderSpi().createReaderInstance(null);
      reader.setInput(new BytesInput(file.all()), true, true);
      BufferedImage image = reader.read(0);
      return ExifOrientation.apply(orientation, Samples.rgb(image));
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a WebP file that is animated or damaged: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new UnreadablePhotoException(
          "photo is a WebP file, but the WebP decoder does not load here; send a JPEG or PNG file",
          e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  // The decoder needs the whole picture in memory, so that thinning would come too late.
  private static void checkSize(Bytes file) throws UnreadablePhotoException {
    long width;
    long height;
    if (file.startsWith(12, "VP8X")) {
      width = file.u24le(24) + 1L;
      height = file.u24le(27) + 1L;
    } else if (file.startsWith(12, "VP8L")) {
      long bits = file.u32le(21);
      width = (bits & 0x3FFF) + 1;
      height = (bits >> 14 & 0x3FFF) + 1;
    } else if (file.startsWith(12, "VP8 ")) {
      width = file.u16le(26) & 0x3FFF;
      height = file.u16le(28) & 0x3FFF;
    } else {
      throw new UnreadablePhotoException("photo is a WebP file without a picture; it is damaged");
    }
    PhotoReader.checkSize(width, height, PhotoReader.MAX_KEPT_PIXELS, "WebP");
  }

  private static int orientation(Bytes file) {
    long at = 12;
    while (at + 8 <= file.length()) {
      long length = file.u32le(at + 4);
      if (file.startsWith(at, "EXIF")) {
        long start = at + 8;
        return file.startsWith(start, "Exif\0\0")
            ? ExifOrientation.read(file, start + 6, length - 6)
            : ExifOrientation.read(file, start, length);
      }
      at += 8 + length + (length & 1);
    }
    return 1;
  }
}
