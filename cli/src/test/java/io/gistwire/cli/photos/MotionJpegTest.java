package io.gistwire.cli.photos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MotionJpegTest {
  private static byte[] photo(String name) throws IOException {
    try (InputStream in = Main.class.getResourceAsStream("demo/photos/" + name)) {
      return in.readAllBytes();
    }
  }

  private static MotionJpeg pipe(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return new MotionJpeg(new ByteArrayInputStream(all.toByteArray()));
  }

  @Test
  void pictures_come_out_as_they_were_sent_whatever_is_between_them() throws IOException {
    byte[] first = photo("kodim01.jpg");
    byte[] second = photo("kodim23.jpg");
    byte[] header =
        "--boundary\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    MotionJpeg pipe = pipe(header, first, header, second);
    assertArrayEquals(first, pipe.next().orElseThrow());
    assertArrayEquals(second, pipe.next().orElseThrow());
    assertEquals(Optional.empty(), pipe.next());
  }

  @Test
  void an_end_marker_inside_a_segment_ends_nothing() throws IOException {
    byte[] photo = photo("kodim01.jpg");
    ByteArrayOutputStream tagged = new ByteArrayOutputStream();
    tagged.write(photo, 0, 2);
    tagged.write(
        new byte[] {
          (byte) 0xFF, (byte) 0xE1, 0, 6, (byte) 0xFF, (byte) 0xD9, (byte) 0xFF, (byte) 0xD8
        });
    tagged.write(photo, 2, photo.length - 2);
    assertArrayEquals(tagged.toByteArray(), pipe(tagged.toByteArray()).next().orElseThrow());
  }

  @Test
  void a_picture_that_the_end_cuts_off_is_left_out() throws IOException {
    byte[] photo = photo("kodim01.jpg");
    byte[] half = java.util.Arrays.copyOf(photo, photo.length / 2);
    MotionJpeg pipe = pipe(photo, half);
    assertArrayEquals(photo, pipe.next().orElseThrow());
    assertEquals(Optional.empty(), pipe.next());
  }

  @Test
  void a_damaged_picture_costs_that_picture_only() throws IOException {
    byte[] photo = photo("kodim01.jpg");
    byte[] next = photo("kodim23.jpg");
    byte[] half = Arrays.copyOf(photo, photo.length / 2);
    byte[] header = Arrays.copyOf(photo, 10);
    byte[] wrongLength = photo.clone();
    wrongLength[4] = (byte) 0xF0;
    byte[] noMarker = photo.clone();
    noMarker[2] = 0;
    for (byte[] damaged : List.of(half, header, wrongLength, noMarker)) {
      MotionJpeg pipe = pipe(photo, damaged, next, next);
      assertArrayEquals(photo, pipe.next().orElseThrow());
      assertThrows(DamagedPictureException.class, pipe::next);
      assertArrayEquals(next, afterDamage(pipe));
      assertArrayEquals(next, pipe.next().orElseThrow());
      assertEquals(Optional.empty(), pipe.next());
    }
  }

  /** A picture may be found damaged in more than one place. */
  private static byte[] afterDamage(MotionJpeg pipe) throws IOException {
    while (true) {
      try {
        return pipe.next().orElseThrow();
      } catch (DamagedPictureException again) {
        // The next call looks further.
      }
    }
  }

  @Test
  void damage_between_segments_is_reported_with_the_byte() throws IOException {
    MotionJpeg pipe = pipe(new byte[] {(byte) 0xFF, (byte) 0xD8, 0x42, 0, 0});
    IOException error = assertThrows(IOException.class, pipe::next);
    assertTrue(error.getMessage().contains("0x42"), error.getMessage());
  }

  @Test
  void a_picture_without_end_is_refused_before_it_fills_the_memory() {
    InputStream endless =
        new InputStream() {
          private long at;

          @Override
          public int read() {
            // SOI, an SOS header of 2 bytes, then coded data for ever.
            int[] start = {0xFF, 0xD8, 0xFF, 0xDA, 0, 2};
            return at < start.length ? start[(int) at++] : 0x55;
          }
        };
    IOException error = assertThrows(IOException.class, () -> new MotionJpeg(endless).next());
    assertTrue(error.getMessage().contains("16777216"), error.getMessage());
  }
}
