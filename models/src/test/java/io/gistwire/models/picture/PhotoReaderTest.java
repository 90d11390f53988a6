package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.Fixtures;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The photo reader")
class PhotoReaderTest {
  private static final String FOLDER = "picture/files/";

  static Stream<String[]> files() {
    return Fixtures.rows(FOLDER + "index.tsv").stream();
  }

  static Stream<String> names() {
    return files().map(row -> row[0]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @DisplayName("gives the pixels that Pillow gives")
  void equals_pillow(String name, int width, int height) throws Exception {
    Picture picture = PhotoReader.read(Fixtures.bytes(FOLDER + name));
    byte[] expected = Fixtures.bytes(FOLDER + name + ".rgb");
    assertEquals(width + "x" + height, picture.width() + "x" + picture.height());
    assertArrayEquals(expected, picture.rgb());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  @DisplayName("refuses every truncation with a typed error, or reads what is complete")
  void truncation(String name) {
    byte[] file = Fixtures.bytes(FOLDER + name);
    for (int length = 0; length < file.length - 16; length += Math.max(1, file.length / 40)) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(cut), "at " + length);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  @DisplayName("meets damaged bytes with a picture or a typed error")
  void damage(String name) {
    Random random = new Random(20);
    byte[] file = Fixtures.bytes(FOLDER + name);
    for (int round = 0; round < 150; round++) {
      byte[] damaged = file.clone();
      for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Picture picture = PhotoReader.read(damaged);
        assertEquals(picture.width() * picture.height() * 3, picture.rgb().length);
      } catch (UnreadablePhotoException refused) {
        assertTrue(refused.getMessage().startsWith("photo"), refused.getMessage());
      }
    }
  }

  @Test
  @DisplayName("names the first bytes of what it does not know")
  void unknown() {
    UnreadablePhotoException e =
        assertThrows(
            UnreadablePhotoException.class, () -> PhotoReader.read("GIF89a....".getBytes()));
    assertTrue(e.getMessage().contains("47 49 46 38"), e.getMessage());
    assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(new byte[0]));
  }
}
