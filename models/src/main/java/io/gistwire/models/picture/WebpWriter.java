package io.gistwire.models.picture;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures to WebP files, through libwebp. */
public final class WebpWriter {
  private WebpWriter() {}

  /**
   * A lossy WebP file; empty where the library does not load.
   *
   * @param quality 0 to 1
   */
  public static Optional<byte[]> write(Picture picture, float quality) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, picture.width(), picture.height(), picture.packed(), 0, picture.width());
    ImageWriter writer = null;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer = new WebPImageWriterSpi().createWriterInstance(null);
      WebPWriteParam parameters = new WebPWriteParam(Locale.ROOT);
      parameters.setCompressionType(CompressionType.Lossy);
      parameters.setCompressionQuality(quality);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (LinkageError e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("libwebp does not write: " + e.getMessage(), e);
    } finally {
      if (writer != null) {
        writer.dispose();
      }
    }
    return Optional.of(out.toByteArray());
  }
}
