package io.gistwire.codec.photo;

import static io.gistwire.codec.photo.PictureBytes.exifSegment;
import static io.gistwire.codec.photo.PictureBytes.jpeg;
import static io.gistwire.codec.photo.PictureBytes.latin1;
import static io.gistwire.codec.photo.PictureBytes.tiff;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The time of a photo")
class TakenTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final int ORIGINAL = 0x9003;
  private static final int DIGITIZED = 0x9004;
  private static final int CHANGED = 0x0132;
  private static final int OFFSET = 0x9010;
  private static final int OFFSET_ORIGINAL = 0x9011;
  private static final int OFFSET_DIGITIZED = 0x9012;
  private static final int FRACTION = 0x9290;
  private static final int FRACTION_ORIGINAL = 0x9291;
  private static final int FRACTION_DIGITIZED = 0x9292;
  private static final int ZONE_HOURS = 0x882A;

  /** Without an offset it is local time, here two hours before UTC in summer. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2019:07:04 10:11:12,             2019-07-04T08:11:12Z",
    "2019:07:04 10:11:12.5,           2019-07-04T08:11:12.500Z",
    "2019:07:04 10:11:12.794123,      2019-07-04T08:11:12.794Z",
    "2019:07:04 10:11:12:794,         2019-07-04T08:11:12.794Z",
    "'2019:07:04 10:11:12,79',        2019-07-04T08:11:12.790Z",
    "2019:07:04 10:11:12+0200,        2019-07-04T08:11:12Z",
    "2019:07:04 10:11:12-07:00,       2019-07-04T17:11:12Z",
    "2019:07:04 10:11:12 +05:30,      2019-07-04T04:41:12Z",
    "2019:07:04 10:11:12.25-07,       2019-07-04T17:11:12.250Z",
    "2019:07:04 10:11:12Z,            2019-07-04T10:11:12Z",
    "2019-07-04T10:11:12,             2019-07-04T08:11:12Z",
    "2019-07-04T10:11:12.001Z,        2019-07-04T10:11:12.001Z",
    "2019-07-04 10:11:12,             2019-07-04T08:11:12Z",
    "2019/07/04 10:11:12,             2019-07-04T08:11:12Z",
    "2019.07.04 10:11:12,             2019-07-04T08:11:12Z",
    "2019:07:04T10:11:12,             2019-07-04T08:11:12Z",
    "2019-07-04T10:11,                2019-07-04T08:11:00Z",
    "2019-07-04T10:11+02:00,          2019-07-04T08:11:00Z",
    "2019:07:04 10:11,                2019-07-04T08:11:00Z",
    "20190704101112,                  2019-07-04T08:11:12Z",
    "20190704T101112Z,                2019-07-04T10:11:12Z",
    "20190704 101112,                 2019-07-04T08:11:12Z",
    "2019: 7: 4  9: 5: 7,             2019-07-04T07:05:07Z",
    "2019:7:4 9:5:7,                  2019-07-04T07:05:07Z",
    "2019:07:04 03:11:12 PM,          2019-07-04T13:11:12Z",
    "2019:07:04 12:11:12 am,          2019-07-03T22:11:12Z",
    "2019:07:04 24:00:00,             2019-07-04T22:00:00Z",
    "2016:12:31 23:59:60Z,            2017-01-01T00:00:00Z",
    "2019:07:04 10:11:12 some text,   2019-07-04T08:11:12Z",
    "2019:07:04 10:11:12+99:99,       2019-07-04T08:11:12Z",
    "2019:07:04,                      2019-07-03T22:00:00Z",
    "2019-07-04,                      2019-07-03T22:00:00Z",
    "2019:07:04   :  :  ,             2019-07-03T22:00:00Z",
    "'Thu, 04 Jul 2019 10:11:12 GMT', 2019-07-04T10:11:12Z",
    "4 Jul 2019 10:11:12 +0200,       2019-07-04T08:11:12Z",
    "0001:01:01 00:00:00Z,            0001-01-01T00:00:00Z",
  })
  @DisplayName("is read in every form in which cameras write it")
  void forms(String text, String expected) {
    assertEquals(at(expected), taken(Map.of(ORIGINAL, text)));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "",
        "                   ",
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2024:02:30 10:00:00",
        "2024:13:01 10:00:00",
        "2024:01:01 25:00:00",
        "2024:01:01 10:61:00",
        "0000:05:01 10:00:00",
        "+999999999:01:01 00:00:00",
        "9999:12:31 23:59:59-10:00",
        "0001:01:01 00:00:00+10:00",
        "20190704",
        "2019",
        "2019:07",
        "unknown",
        "\u0001\u0002\u00ff"
      })
  @DisplayName("is unknown when the camera was never set or the text is none")
  void none(String text) {
    OptionalLong expected =
        text.equals("20190704") ? at("2019-07-03T22:00:00Z") : OptionalLong.empty();
    assertEquals(expected, taken(Map.of(ORIGINAL, text)), text);
  }

  @Test
  @DisplayName("may end without a NUL, with several, or have other bytes behind one")
  void ends() {
    for (String text :
        new String[] {
          "2019:07:04 10:11:12",
          "2019:07:04 10:11:12\0",
          "2019:07:04 10:11:12\0\0\0\0",
          "2019:07:04 10:11:12\0XY\0",
          "2019:07:04 10:11:12\0" + "x".repeat(900)
        }) {
      assertEquals(at("2019-07-04T08:11:12Z"), taken(Map.of(ORIGINAL, latin1(text))));
    }
  }

  @Test
  @DisplayName("takes its fraction and its offset from the tags beside it, unless it has its own")
  void beside() {
    String time = "2019:07:04 10:11:12";
    assertEquals(
        at("2019-07-04T17:11:12.250Z"),
        taken(Map.of(ORIGINAL, time, OFFSET_ORIGINAL, "-07:00", FRACTION_ORIGINAL, "25")));
    assertEquals(
        at("2019-07-04T08:11:12.007Z"), taken(Map.of(ORIGINAL, time, FRACTION_ORIGINAL, "007   ")));
    assertEquals(
        at("2019-07-04T10:11:12.500Z"),
        taken(Map.of(ORIGINAL, time + ".5Z", OFFSET_ORIGINAL, "-07:00", FRACTION_ORIGINAL, "25")));
    assertEquals(
        at("2019-07-04T17:11:12Z"),
        taken(Map.of(ORIGINAL, time, OFFSET, "-07:00")),
        "one of three");
    assertEquals(
        at("2019-07-04T17:11:12Z"), taken(Map.of(ORIGINAL, time, OFFSET_DIGITIZED, "-7:00")));
    assertEquals(at("2019-07-04T17:11:12Z"), taken(Map.of(ORIGINAL, time, ZONE_HOURS, (short) -7)));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(strings = {"+99:99", "   :  ", "", "local", "+19:00", "+"})
  @DisplayName("is local when its offset is none")
  void no_offset(String offset) {
    assertEquals(
        at("2019-07-04T08:11:12Z"),
        taken(Map.of(ORIGINAL, "2019:07:04 10:11:12", OFFSET_ORIGINAL, offset)));
  }

  @Test
  @DisplayName("is that of the original, else of the digitising, else of the last change")
  void order() {
    Map<Integer, String> first = Map.of(CHANGED, "2021:01:01 00:00:00", FRACTION, "3");
    String never = "0000:00:00 00:00:00";
    assertEquals(
        at("2019-07-04T08:11:12Z"),
        taken(first, Map.of(ORIGINAL, "2019:07:04 10:11:12", DIGITIZED, "2020:07:04 10:11:12")));
    assertEquals(
        at("2020-07-04T08:11:12.900Z"),
        taken(
            first,
            Map.of(ORIGINAL, never, DIGITIZED, "2020:07:04 10:11:12", FRACTION_DIGITIZED, "9")));
    assertEquals(
        at("2020-12-31T23:00:00.300Z"), taken(first, Map.of(ORIGINAL, never, DIGITIZED, never)));
    assertEquals(
        at("2020-07-04T08:11:12Z"),
        taken(first, Map.of(ORIGINAL, "2020:07:04", DIGITIZED, "2020:07:04 10:11:12")),
        "a time before a date alone");
  }

  @Test
  @DisplayName("is read from the first directory, too, and in both byte orders")
  void places() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] photo =
          jpeg(exifSegment(tiff(order, Map.of(ORIGINAL, "2019:07:04 10:11:12"), Map.of())));
      assertEquals(at("2019-07-04T08:11:12Z"), PhotoMetadata.read(photo).takenMillis(BERLIN));
    }
  }

  private static OptionalLong taken(Map<Integer, ?> exif) {
    return taken(Map.of(), exif);
  }

  private static OptionalLong taken(Map<Integer, ?> first, Map<Integer, ?> exif) {
    byte[] photo = jpeg(exifSegment(tiff(ByteOrder.LITTLE_ENDIAN, first, exif)));
    return PhotoMetadata.read(photo).takenMillis(BERLIN);
  }

  private static OptionalLong at(String instant) {
    return OptionalLong.of(Instant.parse(instant).toEpochMilli());
  }
}
