package io.gistwire.models.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures to baseline JPEG files at the JDK's default quality (0.75). */
public final class JpegWriter {
  private JpegWriter() {}

  /** A JPEG file. */
  public static byte[] write(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, picture.width(), picture.height(), picture.packed(), 0, picture.width());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "jpeg", stream);
    } catch (IOException e) {
      throw new IllegalStateException("the JDK's JPEG encoder does not write", e);
    }
    return out.toByteArray();
  }
}
