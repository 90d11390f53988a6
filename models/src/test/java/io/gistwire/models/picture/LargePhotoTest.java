package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.gistwire.codec.UnreadablePhotoException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A large photo")
class LargePhotoTest {
  private static final long ALLOWANCE_BYTES = 256L << 20;

  @Test
  @DisplayName("of 100 megapixels is thinned in bounded memory")
  void hundred_megapixels() throws Exception {
    byte[] png = png(12_500, 8_000);
    long before = allocated();
    Picture picture = PhotoReader.read(png);
    assertTrue(allocated() - before < ALLOWANCE_BYTES, "allocated " + (allocated() - before));
    assertEquals("4167x2667", picture.width() + "x" + picture.height());
    // Every third pixel: the test picture's red is x mod 251, its green y mod 241.
    for (int at : new int[] {0, 1, 500, 4166}) {
      assertEquals(3 * at % 251, picture.rgb()[3 * at] & 0xFF);
    }
    assertEquals(3 * 2666 % 241, picture.rgb()[3 * (2666 * 4167) + 1] & 0xFF);
  }

  @Test
  @DisplayName("as JPEG is thinned in bounded memory, too")
  void large_jpeg() throws Exception {
    BufferedImage grey = new BufferedImage(9000, 6000, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 255);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(grey, "jpeg", out);
    long before = allocated();
    Picture picture = PhotoReader.read(out.toByteArray());
    assertTrue(allocated() - before < ALLOWANCE_BYTES, "allocated " + (allocated() - before));
    assertEquals("4500x3000", picture.width() + "x" + picture.height());
  }

  @Test
  @DisplayName("beyond the limit is refused before anything is allocated by its size")
  void bomb() throws Exception {
    byte[] small = png(4, 4);
    ByteBuffer.wrap(small).putInt(16, 60_000).putInt(20, 60_000);
    long before = allocated();
    UnreadablePhotoException e =
        assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(small));
    assertTrue(e.getMessage().contains("60000x60000"), e.getMessage());
    assertTrue(allocated() - before < 4 << 20, "allocated " + (allocated() - before));
  }

  @Test
  @DisplayName("that announces more pixels than its data has is refused")
  void liar() throws Exception {
    byte[] small = png(4, 4);
    ByteBuffer header = ByteBuffer.wrap(small).putInt(16, 10_000).putInt(20, 10_000);
    CRC32 crc = new CRC32();
    crc.update(small, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(small));
  }

  @Test
  @DisplayName("whose progressive JPEG would need its coefficients in memory is refused")
  void progressive() throws Exception {
    byte[] jpeg = io.gistwire.models.Fixtures.bytes("picture/files/progressive.jpg");
    for (int i = 0; i < jpeg.length - 8; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC2) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) 8000).putShort(i + 7, (short) 8000);
        break;
      }
    }
    UnreadablePhotoException e =
        assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(jpeg));
    assertTrue(e.getMessage().contains("progressive"), e.getMessage());
  }

  @Test
  @DisplayName("of endless scans is refused")
  void scans() throws Exception {
    byte[] jpeg = io.gistwire.models.Fixtures.bytes("picture/files/progressive.jpg");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 300; i++) {
      out.write(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0});
    }
    out.write(new byte[] {(byte) 0xFF, (byte) 0xD9});
    UnreadablePhotoException e =
        assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(out.toByteArray()));
    assertTrue(e.getMessage().contains("scans"), e.getMessage());
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** An RGB PNG whose red counts columns and whose green counts rows. */
  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(data, new Deflater(Deflater.BEST_SPEED), 1 << 16)) {
      byte[] row = new byte[1 + 3 * width];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          row[1 + 3 * x] = (byte) (x % 251);
          row[2 + 3 * x] = (byte) (y % 241);
        }
        deflater.write(row);
      }
    }
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(8, (byte) 8).array();
    header[9] = 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", data.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String kind, byte[] body)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(kind.getBytes()).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, body.length + 4);
    out.write(chunk.putInt((int) crc.getValue()).array());
  }
}
