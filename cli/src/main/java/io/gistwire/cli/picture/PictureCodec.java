package io.gistwire.cli.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/** The usual picture codecs, from ImageIO and its plug-ins. Thread-safe. */
public enum PictureCodec {
  /** Baseline JPEG with Huffman tables made for each photo, as a careful sender would. */
  JPEG("jpeg", "JPEG", List.of(0.02f, 0.05f, 0.1f, 0.2f, 0.35f, 0.5f, 0.75f)),
  /** Lossy WebP. */
  WEBP("webp", "WebP", List.of(0f, 0.05f, 0.15f, 0.3f, 0.5f, 0.75f)),
  /** Qualities are bits a pixel here. */
  JPEG2000("jpeg2000", "JPEG 2000", List.of(0.05f, 0.1f, 0.2f, 0.4f, 0.8f, 1.6f));

  private static final double MIN_JPEG2000_BITS = 2_400;

  private final String format;
  private final String title;
  private final List<Float> qualities;

  PictureCodec(String format, String title, List<Float> qualities) {
    this.format = format;
    this.title = title;
    this.qualities = qualities;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** Settings from the coarsest to a fine one. */
  public List<Float> qualities() {
    return qualities;
  }

  /** Whether a writer is on the class path. */
  public boolean available() {
    return ImageIO.getImageWritersByFormatName(format).hasNext();
  }

  /** The picture as a file of this format. */
  public byte[] encode(BufferedImage picture, float quality) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    ImageWriter writer = writers.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), settings(writer, picture, quality));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private ImageWriteParam settings(ImageWriter writer, BufferedImage picture, float quality) {
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (this == JPEG2000) {
      com.github.jaiimageio.jpeg2000.J2KImageWriteParam j2k =
          (com.github.jaiimageio.jpeg2000.J2KImageWriteParam) param;
      j2k.setLossless(false);
      // Below its headers' own size the writer refuses.
      double pixels = (double) picture.getWidth() * picture.getHeight();
      j2k.setEncodingRate(Math.max(quality, MIN_JPEG2000_BITS / pixels));
      return j2k;
    }
    if (param instanceof JPEGImageWriteParam jpeg) {
      jpeg.setOptimizeHuffmanTables(true);
    }
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    if (param.getCompressionType() == null && param.getCompressionTypes() != null) {
      param.setCompressionType(param.getCompressionTypes()[0]);
    }
    param.setCompressionQuality(quality);
    return param;
  }

  /** Any readable file as 8-bit RGB. */
  public static BufferedImage decode(byte[] file) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
    if (read == null) {
      throw new IOException(file.length + " bytes are no picture that ImageIO reads");
    }
    return scaled(read, 1);
  }

  /** The picture with both sides times {@code factor}, at least one pixel each. */
  public static BufferedImage scaled(BufferedImage picture, double factor) {
    int width = (int) Math.max(1, Math.round(picture.getWidth() * factor));
    int height = (int) Math.max(1, Math.round(picture.getHeight() * factor));
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = out.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(
        factor < 0.5
            ? picture.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING)
            : picture,
        0,
        0,
        width,
        height,
        null);
    graphics.dispose();
    return out;
  }

  /** The picture as PNG, which every pack reads. */
  public static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
