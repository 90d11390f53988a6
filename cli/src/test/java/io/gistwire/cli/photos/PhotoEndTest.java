package io.gistwire.cli.photos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.cli.picture.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A file is complete when its picture has its end, whatever follows. */
class PhotoEndTest {
  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 48; i++) {
      image.setRGB(i % 64, i / 64, i * 2_654_435);
    }
    return image;
  }

  private static void check(byte[] file) {
    assertEquals(PhotoEnd.State.COMPLETE, PhotoEnd.of(file));
    assertEquals(
        PhotoEnd.State.COMPLETE_WITH_MORE, PhotoEnd.of(Arrays.copyOf(file, file.length + 9)));
    for (int length = 0; length < file.length - 1; length++) {
      assertEquals(
          PhotoEnd.State.INCOMPLETE,
          PhotoEnd.of(Arrays.copyOf(file, length)),
          length + " of " + file.length + " bytes");
    }
  }

  @Test
  void no_part_of_a_jpeg_is_complete() throws IOException {
    check(PictureCodec.JPEG.encode(noise(), 0.5f));
  }

  @Test
  void no_part_of_a_png_is_complete() throws IOException {
    check(PictureCodec.png(noise()));
  }

  @Test
  void no_part_of_a_webp_is_complete() throws IOException {
    check(PictureCodec.WEBP.encode(noise(), 0.5f));
  }

  @Test
  void a_file_of_another_format_is_left_to_who_decodes_it() {
    assertEquals(PhotoEnd.State.COMPLETE, PhotoEnd.of("hello, world".getBytes()));
    assertEquals(PhotoEnd.State.INCOMPLETE, PhotoEnd.of(new byte[0]));
  }
}
