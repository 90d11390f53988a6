package io.gistwire.codec.photo;

import static io.gistwire.codec.photo.PictureBytes.chunk;
import static io.gistwire.codec.photo.PictureBytes.deflated;
import static io.gistwire.codec.photo.PictureBytes.exifSegment;
import static io.gistwire.codec.photo.PictureBytes.join;
import static io.gistwire.codec.photo.PictureBytes.jpeg;
import static io.gistwire.codec.photo.PictureBytes.latin1;
import static io.gistwire.codec.photo.PictureBytes.png;
import static io.gistwire.codec.photo.PictureBytes.rawProfile;
import static io.gistwire.codec.photo.PictureBytes.riff;
import static io.gistwire.codec.photo.PictureBytes.segment;
import static io.gistwire.codec.photo.PictureBytes.webp;
import static io.gistwire.codec.photo.PictureBytes.xmpSegment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A picture file tells its time and orientation")
class PhotoMetadataTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final OptionalLong TAKEN =
      OptionalLong.of(Instant.parse("2019-07-04T08:11:12Z").toEpochMilli());
  private static final byte[] TIFF = tiff(ByteOrder.LITTLE_ENDIAN);
  private static final byte[] PLAIN = segment(0xE0, latin1("JFIF\0\1\1\0\0\1\0\1\0\0"));
  private static final String XMP =
      "<x:xmpmeta><rdf:RDF><rdf:Description tiff:Orientation=\"6\""
          + " exif:DateTimeOriginal=\"2019-07-04T10:11:12+02:00\"/></rdf:RDF></x:xmpmeta>";

  private static byte[] tiff(ByteOrder order) {
    return PictureBytes.tiff(order, Map.of(0x0112, 6), Map.of(0x9003, "2019:07:04 10:11:12"));
  }

  static Stream<Arguments> places() {
    byte[] named = join(latin1("Exif\0\0"), TIFF);
    byte[] half = Arrays.copyOf(TIFF, TIFF.length / 2);
    byte[] rest = Arrays.copyOfRange(TIFF, half.length, TIFF.length);
    byte[] swapped = TIFF.clone();
    swapped[2] = 0;
    swapped[3] = 42;
    return Stream.of(
        Arguments.of("JPEG, EXIF first", jpeg(exifSegment(TIFF), PLAIN)),
        Arguments.of("JPEG, EXIF after JFIF", jpeg(PLAIN, exifSegment(TIFF))),
        Arguments.of("JPEG, big endian", jpeg(exifSegment(tiff(ByteOrder.BIG_ENDIAN)))),
        Arguments.of("JPEG, fill bytes", jpeg(latin1("\u00ff\u00ff\u00ff"), exifSegment(TIFF))),
        Arguments.of("JPEG, comment first", jpeg(segment(0xFE, latin1("Exif")), exifSegment(TIFF))),
        Arguments.of("JPEG, empty EXIF first", jpeg(exifSegment(new byte[0]), exifSegment(TIFF))),
        Arguments.of("JPEG, damaged EXIF first", jpeg(exifSegment(half), exifSegment(TIFF))),
        Arguments.of("JPEG, two segments", jpeg(exifSegment(half), exifSegment(rest))),
        Arguments.of("JPEG, XMP first", jpeg(xmpSegment("<x/>"), exifSegment(TIFF))),
        Arguments.of("JPEG, XMP alone", jpeg(PLAIN, xmpSegment(XMP))),
        Arguments.of("JPEG, Kodak's name", jpeg(segment(0xE1, join(latin1("Exif\0\1"), TIFF)))),
        Arguments.of("JPEG, bytes before", jpeg(segment(0xE1, join(latin1("abc"), named)))),
        Arguments.of("JPEG, 42 swapped", jpeg(exifSegment(swapped))),
        Arguments.of("PNG, eXIf", png(chunk("eXIf", TIFF))),
        Arguments.of("PNG, eXIf with a name", png(chunk("eXIf", named))),
        Arguments.of("PNG, eXIf after the picture", afterPicture(chunk("eXIf", TIFF))),
        Arguments.of("PNG, raw profile exif", png(profile("tEXt", "exif", named))),
        Arguments.of("PNG, raw profile without a name", png(profile("tEXt", "exif", TIFF))),
        Arguments.of("PNG, compressed raw profile", png(profile("zTXt", "APP1", named))),
        Arguments.of("PNG, raw profile in iTXt", png(profile("iTXt", "exif", named))),
        Arguments.of(
            "PNG, raw profile of XMP",
            png(profile("zTXt", "APP1", latin1(PictureBytes.XMP_SEGMENT + XMP)))),
        Arguments.of("PNG, raw profile xmp", png(profile("tEXt", "xmp", latin1(XMP)))),
        Arguments.of("PNG, XMP", png(text("XML:com.adobe.xmp\0\0\0\0\0" + XMP))),
        Arguments.of(
            "PNG, compressed XMP",
            png(
                chunk(
                    "iTXt",
                    join(latin1("XML:com.adobe.xmp\0\1\0en\0x\0"), deflated(latin1(XMP)))))),
        Arguments.of("WebP, EXIF", webp(riff("EXIF", TIFF))),
        Arguments.of("WebP, EXIF with a name", webp(riff("EXIF", named))),
        Arguments.of("WebP, odd chunk before", webp(riff("ICCP", new byte[7]), riff("EXIF", TIFF))),
        Arguments.of("WebP, XMP", webp(riff("XMP ", latin1(XMP)))));
  }

  private static byte[] text(String body) {
    return chunk("iTXt", latin1(body));
  }

  private static byte[] profile(String kind, String name, byte[] profile) {
    byte[] keyword = latin1("Raw profile type " + name + "\0");
    byte[] text = latin1(rawProfile(name.equals("APP1") ? "generic" : name, profile));
    switch (kind) {
      case "tEXt":
        return chunk(kind, join(keyword, text));
      case "zTXt":
        return chunk(kind, join(keyword, new byte[1], deflated(text)));
      default:
        return chunk(kind, join(keyword, latin1("\0\0\0\0"), text));
    }
  }

  private static byte[] afterPicture(byte[] chunk) {
    byte[] png = png();
    return join(
        Arrays.copyOf(png, png.length - 12),
        chunk,
        Arrays.copyOfRange(png, png.length - 12, png.length));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  @DisplayName("in every place where cameras and programs write them")
  void place(String name, byte[] file) {
    PhotoMetadata photo = PhotoMetadata.read(file);
    assertEquals(TAKEN, photo.takenMillis(BERLIN));
    assertEquals(6, photo.orientation());
    assertEquals("30x40", photo.widthPixels() + "x" + photo.heightPixels(), "upright");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  @DisplayName("and survives every truncation and every changed byte")
  void hostile(String name, byte[] file) {
    for (int i = 0; i < file.length; i++) {
      read(Arrays.copyOf(file, i));
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = file.clone();
        flipped[i] ^= (byte) (1 << bit);
        read(flipped);
      }
      byte[] extreme = file.clone();
      Arrays.fill(extreme, i, Math.min(file.length, i + 4), (byte) 0xFF);
      read(extreme);
    }
  }

  static Stream<Arguments> xmp() {
    return Stream.of(
        Arguments.of("exif:DateTimeOriginal='2019-07-04T10:11:12'"),
        Arguments.of("exif:DateTimeOriginal = \"2019-07-04T10:11:12\""),
        Arguments.of("><exif:DateTimeOriginal>2019-07-04T08:11:12Z</exif:DateTimeOriginal"),
        Arguments.of("xmp:CreateDate=\"2019-07-04T10:11:12\""),
        Arguments.of("photoshop:DateCreated=\"2019-07-04T10:11:12\""),
        Arguments.of("xmp:ModifyDate=\"2019-07-04T10:11:12\""),
        Arguments.of("exif:DateTimeOriginalX=\"1999\" xmp:CreateDate=\"2019-07-04T10:11:12\""),
        Arguments.of(
            "xmp:CreateDate=\"2020-07-04T10:11:12\" exif:DateTimeOriginal=\"2019-07-04T10:11:12\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("xmp")
  @DisplayName("in XMP as attributes and as elements")
  void xmp_forms(String properties) {
    byte[] photo = jpeg(xmpSegment("<rdf:Description " + properties + "/>"));
    assertEquals(TAKEN, PhotoMetadata.read(photo).takenMillis(BERLIN));
    assertEquals(1, PhotoMetadata.read(photo).orientation());
  }

  @Test
  @DisplayName("in EXIF before XMP, and in PNG's own time at the end")
  void order() {
    byte[] other = xmpSegment(XMP.replace("2019", "2018").replace("=\"6\"", "=\"3\""));
    PhotoMetadata photo = PhotoMetadata.read(jpeg(other, exifSegment(TIFF)));
    assertEquals(TAKEN, photo.takenMillis(BERLIN));
    assertEquals(6, photo.orientation());
    byte[] time = chunk("tIME", new byte[] {0x07, (byte) 0xE3, 7, 4, 8, 11, 12});
    byte[] created = chunk("tEXt", latin1("Creation Time\0Thu, 04 Jul 2019 10:11:12 +0200"));
    assertEquals(TAKEN, PhotoMetadata.read(png(time)).takenMillis(BERLIN));
    time[8] = 0x06;
    assertEquals(TAKEN, PhotoMetadata.read(png(time, created)).takenMillis(BERLIN));
  }

  @Test
  @DisplayName("but not of a thumbnail or of what only looks like EXIF")
  void not_there() {
    byte[][] photos = {
      jpeg(),
      jpeg(PLAIN),
      jpeg(segment(0xE2, join(latin1("Exif\0\0"), TIFF))),
      jpeg(segment(0xFE, join(latin1("Exif\0\0"), TIFF))),
      jpeg(segment(0xE1, join(latin1("Other\0"), TIFF))),
      png(),
      png(chunk("tEXt", latin1("Comment\0exif:DateTimeOriginal=\"2019-07-04T10:11:12\""))),
      webp(),
      latin1("GIF89a"),
      new byte[0]
    };
    for (byte[] photo : photos) {
      assertEquals(OptionalLong.empty(), PhotoMetadata.read(photo).takenMillis(BERLIN));
      assertEquals(1, PhotoMetadata.read(photo).orientation());
    }
    assertEquals(0, PhotoMetadata.read(latin1("GIF89a")).widthPixels());
  }

  @Test
  @DisplayName("when its value makes sense: other orientations are 1")
  void orientations() {
    for (int value : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65535}) {
      byte[] tiff = PictureBytes.tiff(ByteOrder.BIG_ENDIAN, Map.of(0x0112, value), Map.of());
      int expected = value >= 1 && value <= 8 ? value : 1;
      assertEquals(expected, PhotoMetadata.read(jpeg(exifSegment(tiff))).orientation());
      byte[] wide = PictureBytes.tiff(ByteOrder.BIG_ENDIAN, Map.of(0x0112, (long) value), Map.of());
      assertEquals(expected, PhotoMetadata.read(png(chunk("eXIf", wide))).orientation());
    }
  }

  @Test
  @DisplayName("with directories that form a ring")
  void ring() {
    byte[] tiff = TIFF.clone();
    ByteBuffer view = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    view.putInt(8 + 2 + 24, 8); // the directory after the first is the first
    assertEquals(6, PhotoMetadata.read(jpeg(exifSegment(tiff))).orientation());
    view.putInt(8 + 2 + 12 + 8, 8); // and so is the Exif directory
    PhotoMetadata photo = PhotoMetadata.read(jpeg(exifSegment(tiff)));
    assertEquals(OptionalLong.empty(), photo.takenMillis(BERLIN));
    assertEquals(6, photo.orientation());
  }

  @Test
  @DisplayName("without inflating more than a megabyte of a text")
  void bomb() {
    byte[] zeros = deflated(new byte[64 << 20]);
    byte[] file =
        png(chunk("zTXt", join(latin1("Raw profile type exif\0\0"), zeros)), chunk("eXIf", TIFF));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    assertEquals(TAKEN, PhotoMetadata.read(file).takenMillis(BERLIN));
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(allocated < 8 << 20, "allocated " + allocated);
  }

  @Property
  void no_bytes_break_it(@ForAll byte[] bytes) {
    read(bytes);
    read(join(latin1("\u00ff\u00d8\u00ff\u00e1\u0040\u0000Exif\0\0II*\0"), bytes));
    read(join(Arrays.copyOf(png(), 33), chunk("eXIf", bytes), bytes));
    read(join(latin1("RIFF\u0000\u0000\u0001\u0000WEBP"), bytes));
  }

  private static void read(byte[] file) {
    PhotoMetadata photo = PhotoMetadata.read(file);
    long taken = photo.takenMillis(BERLIN).orElse(0);
    assertTrue(taken >= -62_135_596_800_000L && taken <= 253_402_300_799_999L);
    assertTrue(photo.orientation() >= 1 && photo.orientation() <= 8);
    assertTrue(photo.widthPixels() >= 0 && photo.heightPixels() >= 0);
  }
}
