package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** EXIF's time, read from JPEGs that are made here and that other readers open too. */
class ExifTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final int TIME = 0x9003;
  private static final int OFFSET = 0x9011;
  private static final int FRACTION = 0x9291;

  @Test
  void a_time_with_an_offset_is_a_point_in_time_wherever_it_is_read() throws IOException {
    byte[] photo =
        jpeg(
            ByteOrder.BIG_ENDIAN,
            Map.of(TIME, "2024:07:14 18:30:05", OFFSET, "-07:00", FRACTION, "25"));
    assertEquals(at("2024-07-15T01:30:05.250Z"), ExifTime.millis(photo, BERLIN));
    assertNotNull(ImageIO.read(new ByteArrayInputStream(photo)), "it is a picture");
  }

  @Test
  void a_time_without_an_offset_is_the_readers_local_time() throws IOException {
    byte[] photo = jpeg(ByteOrder.LITTLE_ENDIAN, Map.of(TIME, "2024:07:14 18:30:05"));
    assertEquals(at("2024-07-14T16:30:05Z"), ExifTime.millis(photo, BERLIN));
  }

  @Test
  void a_camera_that_was_never_set_says_nothing() throws IOException {
    for (String time :
        new String[] {
          "0000:00:00 00:00:00",
          "    :  :     :  :  ",
          "2024:02:30 10:00:00",
          "0000:05:01 10:00:00",
          "+999999999:01:01 00:00:00",
          ""
        }) {
      byte[] photo = jpeg(ByteOrder.BIG_ENDIAN, Map.of(TIME, time));
      assertEquals(OptionalLong.empty(), ExifTime.millis(photo, BERLIN), time);
    }
    assertEquals(
        OptionalLong.empty(), ExifTime.millis(jpeg(ByteOrder.BIG_ENDIAN, Map.of()), BERLIN));
    assertEquals(OptionalLong.empty(), ExifTime.millis(plain(), BERLIN));
  }

  @Test
  void an_offset_that_is_none_makes_the_time_unknown() throws IOException {
    byte[] photo =
        jpeg(ByteOrder.BIG_ENDIAN, Map.of(TIME, "2024:07:14 18:30:05", OFFSET, "+99:99"));
    assertEquals(OptionalLong.empty(), ExifTime.millis(photo, BERLIN));
  }

  @Test
  void a_photo_tells_its_time_to_what_is_sent_with_it() throws IOException {
    byte[] photo =
        jpeg(ByteOrder.BIG_ENDIAN, Map.of(TIME, "2024:07:14 18:30:05", OFFSET, "+00:00"));
    assertEquals(
        Instant.parse("2024-07-14T18:30:05Z").toEpochMilli(),
        CaptureInfo.ofPhoto(photo, 7).captureMillis());
    assertEquals(7, CaptureInfo.ofPhoto(plain(), 7).captureMillis());
  }

  @Test
  void every_prefix_and_every_flipped_byte_is_survived() throws IOException {
    byte[] photo =
        jpeg(
            ByteOrder.LITTLE_ENDIAN,
            Map.of(TIME, "2024:07:14 18:30:05", OFFSET, "-07:00", FRACTION, "25"));
    for (int i = 0; i < 200; i++) {
      ExifTime.millis(Arrays.copyOf(photo, i), BERLIN);
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = photo.clone();
        flipped[i] ^= (byte) (1 << bit);
        ExifTime.millis(flipped, BERLIN);
      }
    }
  }

  @Property
  void no_bytes_break_it(@ForAll byte[] bytes) {
    byte[] photo = new byte[bytes.length + 2];
    photo[0] = (byte) 0xff;
    photo[1] = (byte) 0xd8;
    System.arraycopy(bytes, 0, photo, 2, bytes.length);
    ExifTime.millis(photo, BERLIN);
  }

  private static OptionalLong at(String instant) {
    return OptionalLong.of(Instant.parse(instant).toEpochMilli());
  }

  private static byte[] plain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "jpeg", out);
    return out.toByteArray();
  }

  /** A JPEG with an EXIF segment whose Exif directory has these texts. */
  private static byte[] jpeg(ByteOrder order, Map<Integer, String> texts) throws IOException {
    byte[] picture = plain();
    byte[] tiff = tiff(order, new LinkedHashMap<>(texts));
    ByteBuffer out = ByteBuffer.allocate(picture.length + tiff.length + 10);
    out.put(picture, 0, 2).putShort((short) 0xffe1).putShort((short) (tiff.length + 8));
    out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff);
    out.put(picture, 2, picture.length - 2);
    return out.array();
  }

  private static byte[] tiff(ByteOrder order, Map<Integer, String> texts) {
    ByteBuffer tiff = ByteBuffer.allocate(512).order(order);
    tiff.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8);
    tiff.putShort((short) 1); // IFD0: the pointer to the Exif directory
    tiff.putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(26).putInt(0);
    tiff.putShort((short) texts.size());
    int free = 26 + 2 + 12 * texts.size() + 4;
    for (Map.Entry<Integer, String> entry : texts.entrySet()) {
      byte[] text = (entry.getValue() + "\0").getBytes(StandardCharsets.US_ASCII);
      tiff.putShort(entry.getKey().shortValue()).putShort((short) 2).putInt(text.length);
      if (text.length <= 4) {
        tiff.put(Arrays.copyOf(text, 4));
      } else {
        tiff.putInt(free);
        for (int i = 0; i < text.length; i++) {
          tiff.put(free + i, text[i]);
        }
        free += text.length;
      }
    }
    return Arrays.copyOf(tiff.array(), free);
  }
}
