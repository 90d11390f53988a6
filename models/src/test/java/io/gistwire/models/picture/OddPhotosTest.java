package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.Fixtures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A photo is read")
class OddPhotosTest {
  private static final String FOLDER = "picture/files/";
  private static final byte[] PROFILE = new byte[400];

  static {
    new Random(5).nextBytes(PROFILE);
  }

  /** Files with a profile or other data that is damaged, and the file whose pixels they have. */
  static Stream<Arguments> damagedProfiles() {
    byte[][] parts = {part(1, 1, PROFILE), part(1, 2, PROFILE), part(2, 2, PROFILE), part(0, 0)};
    return Stream.of(
        jpeg("a profile of noise", parts[0]),
        jpeg("a profile twice", parts[0], parts[0]),
        jpeg("an empty profile", part(1, 1)),
        jpeg("a profile without its second part", parts[1]),
        jpeg("a profile without its first part", parts[2]),
        jpeg("counts that differ", parts[1], part(2, 3, PROFILE)),
        jpeg("part zero", parts[3]),
        jpeg("part 5 of 2", part(5, 2, PROFILE)),
        jpeg("a name of a profile alone", segment(0xE2, latin1("ICC_PROFILE\0"))),
        jpeg("a cut segment name", segment(0xE2, latin1("ICC_PRO"))),
        jpeg("other application data", segment(0xE5, PROFILE), segment(0xED, PROFILE)),
        jpeg("a comment that is no text", segment(0xFE, PROFILE)),
        jpeg("EXIF of noise", segment(0xE1, join(latin1("Exif\0\0"), PROFILE))),
        png("rgb.png", "a profile of noise", chunk("iCCP", PROFILE)),
        png("rgb.png", "an empty profile", chunk("iCCP", new byte[0])),
        png("palette.png", "a profile of noise", chunk("iCCP", PROFILE)),
        png("palette.png", "a profile twice", chunk("iCCP", PROFILE), chunk("iCCP", PROFILE)),
        png("palette.png", "an empty profile", chunk("iCCP", new byte[0])),
        png("palette.png", "a text of noise", chunk("zTXt", PROFILE), chunk("iTXt", PROFILE)),
        png("palette.png", "short chunks", chunk("gAMA", new byte[1]), chunk("pHYs", new byte[2])),
        png("palette.png", "an unknown chunk", chunk("abCd", PROFILE)),
        png("one-bit.png", "a short time", chunk("tIME", new byte[2])),
        webp("lossy.webp", "ICCP", PROFILE),
        webp("lossy.webp", "ICCP", new byte[0]),
        webp("alpha.webp", "ICCP", new byte[3]),
        webp("lossless.webp", "XMP ", PROFILE));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("damagedProfiles")
  @DisplayName("whatever its colour profile and its other data are")
  void profiles(byte[] file, String name, String what) throws Exception {
    Picture picture = PhotoReader.read(file);
    assertArrayEquals(Fixtures.bytes(FOLDER + name + ".rgb"), picture.rgb());
  }

  @Test
  @DisplayName("by its first frame when it is an animation")
  void animation() throws Exception {
    byte[] lossy = pictureChunks("lossy.webp");
    byte[] other = pictureChunks("lossless.webp");
    byte[] file =
        riff(
            extended(2, 61, 43),
            chunkOf("ANIM", new byte[6]),
            frame(0, 0, 61, 43, lossy),
            frame(0, 0, 61, 43, other));
    Picture picture = PhotoReader.read(file);
    assertArrayEquals(Fixtures.bytes(FOLDER + "lossy.webp.rgb"), picture.rgb());
  }

  @Test
  @DisplayName("with its first frame on the canvas: transparent, or black without alpha")
  void canvas() throws Exception {
    byte[] inner = Fixtures.bytes(FOLDER + "lossy.webp.rgb");
    for (int flags : new int[] {2, 0x12}) {
      byte[] lossy = pictureChunks("lossy.webp");
      byte[] file =
          riff(extended(flags, 80, 60), chunkOf("ANIM", new byte[6]), frame(4, 6, 61, 43, lossy));
      Picture picture = PhotoReader.read(file);
      assertEquals("80x60", picture.width() + "x" + picture.height());
      assertEquals(flags == 2 ? 0 : 255, picture.rgb()[0] & 0xFF);
      byte[] row = Arrays.copyOfRange(picture.rgb(), 3 * (6 * 80 + 4), 3 * (6 * 80 + 4 + 61));
      assertArrayEquals(Arrays.copyOf(inner, 3 * 61), row);
    }
  }

  @Test
  @DisplayName("with alpha in an animation's frame as in a still")
  void alpha() throws Exception {
    byte[] chunks = pictureChunks("alpha.webp");
    byte[] file =
        riff(extended(0x12, 30, 20), chunkOf("ANIM", new byte[6]), frame(0, 0, 30, 20, chunks));
    assertArrayEquals(Fixtures.bytes(FOLDER + "alpha.webp.rgb"), PhotoReader.read(file).rgb());
  }

  @Test
  @DisplayName("or refused with a typed error when an animation is damaged, without large memory")
  void damaged_animation() {
    byte[] lossy = pictureChunks("lossy.webp");
    byte[] large = lossy.clone();
    ByteBuffer.wrap(large)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(14, (short) 16000)
        .putShort(16, (short) 16000);
    byte[][] files = {
      riff(extended(2, 61, 43), chunkOf("ANIM", new byte[6])),
      riff(extended(2, 61, 43), chunkOf("ANMF", new byte[16])),
      riff(extended(2, 61, 43), chunkOf("ANMF", new byte[3])),
      riff(extended(2, 61, 43), frame(40, 0, 61, 43, lossy)),
      riff(extended(2, 16000, 16000), frame(0, 0, 61, 43, lossy)),
      riff(extended(2, 61, 43), frame(0, 0, 61, 43, large)),
      riff(extended(0, 61, 43), large),
      riff(extended(0, 62, 43), latin1("VP8 \4\0\0\0abcd")),
      riff(large),
    };
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (byte[] file : files) {
      assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(file));
    }
    assertTrue(threads.getThreadAllocatedBytes(thread) - before < 8 << 20);
  }

  @Test
  @DisplayName("or refused when its data is in very many pieces, before they are kept")
  void pieces() {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    for (int i = 0; i < 5000; i++) {
      segments.writeBytes(segment(0xEC, new byte[1]));
      segments.writeBytes(segment(0xDD, new byte[2]));
    }
    byte[] file = atHead(Fixtures.bytes(FOLDER + "baseline.jpg"), 2, segments.toByteArray());
    UnreadablePhotoException e =
        assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(file));
    assertTrue(e.getMessage().contains("1000 pieces"), e.getMessage());
  }

  private static Arguments jpeg(String what, byte[]... segments) {
    byte[] file = Fixtures.bytes(FOLDER + "baseline.jpg");
    return Arguments.of(atHead(file, 2, join(segments)), "baseline.jpg", what);
  }

  private static Arguments png(String name, String what, byte[]... chunks) {
    return Arguments.of(atHead(Fixtures.bytes(FOLDER + name), 33, join(chunks)), name, what);
  }

  private static Arguments webp(String name, String kind, byte[] body) {
    int[] size = name.startsWith("alpha") ? new int[] {30, 20} : new int[] {61, 43};
    int flags = name.startsWith("alpha") ? 0x30 : 0x20;
    byte[] file = riff(extended(flags, size[0], size[1]), chunkOf(kind, body), pictureChunks(name));
    return Arguments.of(file, name, kind + " of " + body.length + " bytes");
  }

  private static byte[] part(int number, int of, byte[]... profile) {
    return segment(
        0xE2, join(latin1("ICC_PROFILE\0"), new byte[] {(byte) number, (byte) of}, join(profile)));
  }

  private static byte[] segment(int marker, byte[] body) {
    return ByteBuffer.allocate(body.length + 4)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (body.length + 2))
        .put(body)
        .array();
  }

  private static byte[] chunk(String kind, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(latin1(kind)).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, body.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }

  /** ALPH, VP8 and VP8L of a WebP fixture. */
  private static byte[] pictureChunks(String name) {
    byte[] file = Fixtures.bytes(FOLDER + name);
    ByteBuffer view = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 12; at < file.length; ) {
      int length = view.getInt(at + 4);
      int padded = 8 + length + (length & 1);
      if (file[at] == 'A' && file[at + 1] == 'L' || file[at] == 'V' && file[at + 3] != 'X') {
        out.write(file, at, padded);
      }
      at += padded;
    }
    return out.toByteArray();
  }

  private static byte[] riff(byte[]... chunks) {
    byte[] body = join(latin1("WEBP"), join(chunks));
    return chunkOf("RIFF", body);
  }

  private static byte[] chunkOf(String kind, byte[] body) {
    return ByteBuffer.allocate(8 + body.length + (body.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin1(kind))
        .putInt(body.length)
        .put(body)
        .array();
  }

  private static byte[] extended(int flags, int width, int height) {
    return chunkOf(
        "VP8X", join(new byte[] {(byte) flags, 0, 0, 0}, u24(width - 1), u24(height - 1)));
  }

  private static byte[] frame(int x, int y, int width, int height, byte[] chunks) {
    return chunkOf(
        "ANMF", join(u24(x / 2), u24(y / 2), u24(width - 1), u24(height - 1), new byte[4], chunks));
  }

  private static byte[] u24(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
  }

  private static byte[] atHead(byte[] file, int at, byte[] added) {
    return join(Arrays.copyOf(file, at), added, Arrays.copyOfRange(file, at, file.length));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
