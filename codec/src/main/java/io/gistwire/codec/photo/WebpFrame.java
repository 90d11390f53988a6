package io.gistwire.codec.photo;

import io.gistwire.codec.UnreadablePhotoException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A picture's data in a WebP file, and where it is on the canvas. Immutable and thread-safe. */
public final class WebpFrame {
  private static final int RIFF_BYTES = 12;
  private static final int EXTENDED_BYTES = 18;

  private final FileBytes file;
  private final int x;
  private final int y;
  private final int width;
  private final int height;
  private final @Nullable Span alpha;
  private final Span picture;

  private WebpFrame(
      FileBytes file, int x, int y, int width, int height, @Nullable Span alpha, Span picture) {
    this.file = file;
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
    this.alpha = alpha;
    this.picture = picture;
  }

  /** The size is that of the bit stream, which is what a decoder allocates by. */
  static WebpFrame of(FileBytes file, String kind, int x, int y, @Nullable Span alpha, Span picture)
      throws UnreadablePhotoException {
    long body = picture.start() + 8L;
    if (kind.equals("VP8L") && file.u8(body) == 0x2F) {
      long bits = file.u32le(body + 1);
      int width = (int) (bits & 0x3FFF) + 1;
      int height = (int) (bits >> 14 & 0x3FFF) + 1;
      return new WebpFrame(file, x, y, width, height, null, picture);
    }
    if (kind.equals("VP8 ") && file.startsWith(body + 3, "\u009d\u0001\u002a")) {
      int width = file.u16le(body + 6) & 0x3FFF;
      int height = file.u16le(body + 8) & 0x3FFF;
      return new WebpFrame(file, x, y, width, height, alpha, picture);
    }
    throw new UnreadablePhotoException("photo is a WebP file whose picture data is damaged");
  }

  void check(int canvasWidth, int canvasHeight) throws UnreadablePhotoException {
    if ((long) x + width > canvasWidth || (long) y + height > canvasHeight) {
      throw new UnreadablePhotoException(
          String.format(
              "photo is a WebP file of %dx%d pixels with a picture of %dx%d at %d, %d; it is"
                  + " damaged",
              canvasWidth, canvasHeight, width, height, x, y));
    }
  }

  /** Pixels left of it on the canvas. */
  public int x() {
    return x;
  }

  /** Pixels above it on the canvas. */
  public int y() {
    return y;
  }

  /** Pixels a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** A WebP file of this picture alone, without profiles and metadata. */
  public byte[] toFile() {
    int extended = alpha == null ? 0 : EXTENDED_BYTES + padded(alpha);
    byte[] out = new byte[RIFF_BYTES + extended + padded(picture)];
    put(out, 0, "RIFF");
    put(out, 4, out.length - 8, 4);
    put(out, 8, "WEBP");
    int at = RIFF_BYTES;
    if (alpha != null) {
      put(out, at, "VP8X");
      put(out, at + 4, EXTENDED_BYTES - 8, 4);
      out[at + 8] = 0x10;
      put(out, at + 12, width - 1, 3);
      put(out, at + 15, height - 1, 3);
      System.arraycopy(file.all(), alpha.start(), out, at + EXTENDED_BYTES, alpha.length());
      at += extended;
    }
    System.arraycopy(file.all(), picture.start(), out, at, picture.length());
    return out;
  }

  private static int padded(Span chunk) {
    return chunk.length() + (chunk.length() & 1);
  }

  private static void put(byte[] out, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      out[at + i] = (byte) text.charAt(i);
    }
  }

  private static void put(byte[] out, int at, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out[at + i] = (byte) (value >> 8 * i);
    }
  }

  @Override
  public String toString() {
    return width + "x" + height + " at " + Arrays.toString(new int[] {x, y});
  }
}
