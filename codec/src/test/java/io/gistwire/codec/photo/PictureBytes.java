package io.gistwire.codec.photo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Builds picture files of 40 x 30 pixels whose headers are right; their pixels are not decodable.
 */
final class PictureBytes {
  static final int WIDTH = 40;
  static final int HEIGHT = 30;
  static final String XMP_SEGMENT = "http://ns.adobe.com/xap/1.0/\0";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... parts) {
    PictureBytes all = new PictureBytes();
    for (byte[] part : parts) {
      all.out.writeBytes(part);
    }
    return all.out.toByteArray();
  }

  /** A JPEG with these segments before its frame. */
  static byte[] jpeg(byte[]... segments) {
    byte[] frame =
        ByteBuffer.allocate(15)
            .put((byte) 8)
            .putShort((short) HEIGHT)
            .putShort((short) WIDTH)
            .put((byte) 3)
            .put(new byte[] {1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0})
            .array();
    return join(
        latin1("\u00ff\u00d8"),
        join(segments),
        segment(0xC0, frame),
        segment(0xDA, new byte[] {3, 1, 0, 2, 0, 3, 0, 0, 63, 0}),
        latin1("\u0012\u0034\u00ff\u0000\u0056\u00ff\u00d9"));
  }

  static byte[] segment(int marker, byte[] body) {
    return ByteBuffer.allocate(body.length + 4)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (body.length + 2))
        .put(body)
        .array();
  }

  static byte[] exifSegment(byte[] tiff) {
    return segment(0xE1, join(latin1("Exif\0\0"), tiff));
  }

  static byte[] xmpSegment(String xmp) {
    return segment(0xE1, latin1(XMP_SEGMENT + xmp));
  }

  static byte[] png(byte[]... chunks) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(WIDTH)
            .putInt(HEIGHT)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    return join(
        latin1("\u0089PNG\r\n\u001a\n"),
        chunk("IHDR", header),
        join(chunks),
        chunk("IDAT", deflated(new byte[HEIGHT * (1 + 3 * WIDTH)])),
        chunk("IEND", new byte[0]));
  }

  static byte[] chunk(String kind, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(latin1(kind)).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, body.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }

  static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[bytes.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return java.util.Arrays.copyOf(out, length);
  }

  /** ImageMagick's form of a profile as text. */
  static String rawProfile(String kind, byte[] profile) {
    StringBuilder text =
        new StringBuilder("\n" + kind + "\n" + String.format("%8d", profile.length));
    for (int i = 0; i < profile.length; i++) {
      text.append(i % 36 == 0 ? "\n" : "").append(String.format("%02x", profile[i]));
    }
    return text.append("\n").toString();
  }

  /** A lossless WebP with these chunks after its picture. */
  static byte[] webp(byte[]... chunks) {
    int bits = WIDTH - 1 | HEIGHT - 1 << 14;
    byte[] picture = little(new byte[16]).put((byte) 0x2F).putInt(bits).array();
    byte[] extended =
        little(new byte[10]).put(new byte[] {8, 0, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1}).array();
    byte[] body = join(latin1("WEBP"), riff("VP8X", extended), riff("VP8L", picture), join(chunks));
    return join(latin1("RIFF"), little(new byte[4]).putInt(body.length).array(), body);
  }

  static byte[] riff(String kind, byte[] body) {
    ByteBuffer chunk = little(new byte[8 + body.length + (body.length & 1)]);
    return chunk.put(latin1(kind)).putInt(body.length).put(body).array();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * EXIF with these tags. A String is ASCII with its NUL, a byte array is ASCII as it is, an
   * Integer is SHORT, a Short is SSHORT, a Long is LONG.
   */
  static byte[] tiff(ByteOrder order, Map<Integer, ?> first, Map<Integer, ?> exif) {
    ByteBuffer tiff = ByteBuffer.allocate(4096).order(order);
    tiff.put(latin1(order == ByteOrder.BIG_ENDIAN ? "MM" : "II")).putShort((short) 42).putInt(8);
    int exifAt = 8 + 2 + 12 * (first.size() + 1) + 4;
    int[] free = {exifAt + 2 + 12 * exif.size() + 4};
    tiff.putShort((short) (first.size() + 1));
    first.forEach((tag, value) -> entry(tiff, tag, value, free));
    entry(tiff, 0x8769, (long) exifAt, free);
    tiff.putInt(0);
    tiff.putShort((short) exif.size());
    exif.forEach((tag, value) -> entry(tiff, tag, value, free));
    return java.util.Arrays.copyOf(tiff.array(), free[0]);
  }

  private static void entry(ByteBuffer tiff, int tag, Object value, int[] free) {
    tiff.putShort((short) tag);
    if (value instanceof Integer number) {
      tiff.putShort((short) 3).putInt(1).putShort(number.shortValue()).putShort((short) 0);
      return;
    }
    if (value instanceof Short number) {
      tiff.putShort((short) 8).putInt(1).putShort(number).putShort((short) 0);
      return;
    }
    if (value instanceof Long number) {
      tiff.putShort((short) 4).putInt(1).putInt(number.intValue());
      return;
    }
    byte[] text = value instanceof byte[] raw ? raw : latin1(value + "\0");
    tiff.putShort((short) 2).putInt(text.length);
    if (text.length <= 4) {
      tiff.put(java.util.Arrays.copyOf(text, 4));
      return;
    }
    tiff.putInt(free[0]);
    System.arraycopy(text, 0, tiff.array(), free[0], text.length);
    free[0] += text.length + (text.length & 1);
  }
}
