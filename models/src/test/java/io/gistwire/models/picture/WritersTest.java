package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.Fixtures;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Picture writers")
class WritersTest {
  @Test
  @DisplayName("write what the reader reads back, nearly the same")
  void round_trip() throws Exception {
    Picture photo = PhotoReader.read(Fixtures.bytes("picture/files/rgb.png")).averaged(120, 90);
    check(photo, PhotoReader.read(JpegWriter.write(photo)));
    check(photo, PhotoReader.read(WebpWriter.write(photo, 0.9f).orElseThrow()));
  }

  private static void check(Picture wanted, Picture read) {
    assertEquals(wanted.width() + "x" + wanted.height(), read.width() + "x" + read.height());
    long difference = 0;
    for (int i = 0; i < wanted.rgb().length; i++) {
      difference += Math.abs((wanted.rgb()[i] & 0xFF) - (read.rgb()[i] & 0xFF));
    }
    assertTrue(difference / wanted.rgb().length < 12, "mean difference " + difference);
  }
}
