package io.gistwire.models.picture;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.WebpContainer;
import io.gistwire.codec.photo.WebpFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageReader;

/**
 * WebP through libwebp, as Pillow reads it: a decoder in plain Java was tried, and its chroma
 * differed by up to 99 grey levels at edges. Of an animation the first frame is read.
 */
final class WebpFile {
  private static final byte WHITE = (byte) 255;

  /** A pixel in libwebp's own buffer. */
  private static final int NATIVE_BYTES = 4;

  private WebpFile() {}

  static Picture read(byte[] file, PhotoBudget budget) throws UnreadablePhotoException {
    WebpContainer webp = WebpContainer.read(file);
    // The decoder needs the whole picture in memory, so that thinning would come too late.
    PhotoReader.checkSize(webp.width(), webp.height(), PhotoReader.MAX_KEPT_PIXELS, "WebP");
    budget.admit(
        webp.width(),
        webp.height(),
        PhotoReader.memoryBytes(webp.width(), webp.height(), 1, NATIVE_BYTES));
    return Orientation.apply(webp.orientation(), onCanvas(webp, decode(webp.frame())));
  }

  private static Picture decode(WebpFrame frame) throws UnreadablePhotoException {
    byte[] still = frame.toFile();
    ImageReader reader = null;
    try {
      reader = new WebPImageReaderSpi().createReaderInstance(null);
      reader.setInput(new BytesInput(still, List.of()), true, true);
      return Samples.rgb(reader.read(0));
    } catch (IOException | RuntimeException e) {
      throw new UnreadablePhotoException(
          "photo is a WebP file that is damaged: " + e.getMessage(), e);
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

  /** Around a first frame that does not fill its canvas, it is transparent; without alpha black. */
  private static Picture onCanvas(WebpContainer webp, Picture picture) {
    int width = webp.width();
    if (picture.width() == width && picture.height() == webp.height()) {
      return picture;
    }
    byte[] canvas = new byte[Math.multiplyExact(width * webp.height(), 3)];
    if (webp.hasAlpha()) {
      Arrays.fill(canvas, WHITE);
    }
    WebpFrame frame = webp.frame();
    for (int y = 0; y < picture.height(); y++) {
      System.arraycopy(
          picture.rgb(),
          3 * y * picture.width(),
          canvas,
          3 * ((frame.y() + y) * width + frame.x()),
          3 * picture.width());
    }
    return new Picture(width, webp.height(), canvas);
  }
}
