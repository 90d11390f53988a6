package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CaptureInfoTest {
  @Test
  void a_photo_tells_its_time_and_size_to_what_is_sent_with_it() throws IOException {
    CaptureInfo info = CaptureInfo.ofPhoto(withTime(picture("jpeg", 48, 32)), 7);
    assertEquals(Instant.parse("2024-07-14T18:30:05Z").toEpochMilli(), info.captureMillis());
    assertEquals("48x32", info.widthPixels() + "x" + info.heightPixels());
  }

  @Test
  void without_a_time_in_the_file_the_other_one_counts() throws IOException {
    for (String format : new String[] {"jpeg", "png"}) {
      assertEquals(new CaptureInfo(7, 48, 32), CaptureInfo.ofPhoto(picture(format, 48, 32), 7));
    }
  }

  @Test
  void the_size_is_the_files_own_whatever_it_is() throws IOException {
    byte[] png = picture("png", 48, 32);
    ByteBuffer.wrap(png).putInt(16, 12_500).putInt(20, 8_000);
    assertEquals(new CaptureInfo(7, 12_500, 8_000), CaptureInfo.ofPhoto(png, 7));
    ByteBuffer.wrap(png).putInt(16, 70_000);
    assertEquals(new CaptureInfo(7, 0, 0), CaptureInfo.ofPhoto(png, 7), "beyond what is allowed");
  }

  @Test
  void a_size_that_the_caller_gives_is_kept_and_an_unknown_one_is_the_files() throws IOException {
    byte[] photo = picture("jpeg", 48, 32);
    assertEquals(new CaptureInfo(7, 48, 32), CaptureInfo.at(7).sizedBy(photo));
    assertEquals(new CaptureInfo(7, 9, 9), new CaptureInfo(7, 9, 9).sizedBy(photo));
    assertEquals(CaptureInfo.at(7), CaptureInfo.at(7).sizedBy(new byte[9]));
  }

  @Test
  void other_bytes_have_neither() {
    assertEquals(new CaptureInfo(7, 0, 0), CaptureInfo.ofPhoto(new byte[0], 7));
    assertEquals(new CaptureInfo(7, 0, 0), CaptureInfo.ofPhoto("GIF89a".getBytes(), 7));
  }

  private static byte[] picture(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  /** Puts an XMP segment with a time at the head. */
  private static byte[] withTime(byte[] jpeg) {
    byte[] xmp =
        "http://ns.adobe.com/xap/1.0/\0<d exif:DateTimeOriginal=\"2024-07-14T18:30:05Z\"/>"
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + xmp.length + 4);
    out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (xmp.length + 2)).put(xmp);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }
}
