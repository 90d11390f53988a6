package io.gistwire.codec.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LayoutTest {
  /** Smooth colours as in a photo: a few random waves. */
  static LayoutGrid photo(long seed) {
    Random random = new Random(seed);
    double[] w = random.doubles(24, -1, 1).toArray();
    int[] rgb = new int[256];
    for (int i = 0; i < 256; i++) {
      double x = i % 16 / 16.0;
      double y = i / 16 / 16.0;
      for (int c = 0; c < 3; c++) {
        double value = 128 + 60 * w[c];
        for (int wave = 0; wave < 3; wave++) {
          double phase = 3 * wave * (w[3 + wave] * x + w[6 + wave] * y) + w[9 + c];
          value += 70.0 / (1 + wave) * w[12 + 3 * wave + c] * Math.cos(phase);
        }
        rgb[i] = rgb[i] << 8 | (int) Math.max(0, Math.min(255, value));
      }
    }
    return LayoutGrid.of(rgb);
  }

  private static double error(LayoutGrid a, LayoutGrid b) {
    double sum = 0;
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          double difference = (a.rgb(x, y) >> shift & 255) - (b.rgb(x, y) >> shift & 255);
          sum += difference * difference / 768;
        }
      }
    }
    return Math.sqrt(sum);
  }

  @Property(tries = 100)
  void bytes_keep_to_the_limit_and_come_close(
      @ForAll long seed, @ForAll @IntRange(min = 8, max = 64) int maxBytes) {
    LayoutGrid grid = photo(seed);
    byte[] layer = LayoutCodec.encode(grid, maxBytes);
    assertTrue(layer.length <= maxBytes);
    assertTrue(error(grid, LayoutCodec.decode(layer)) < 40);
  }

  @Example
  void more_bytes_are_closer() {
    double[] errors = new double[4];
    for (int seed = 0; seed < 40; seed++) {
      for (int i = 0; i < 4; i++) {
        LayoutGrid grid = photo(seed);
        errors[i] += error(grid, LayoutCodec.decode(LayoutCodec.encode(grid, 4 << i))) / 40;
      }
    }
    for (int i = 1; i < 4; i++) {
      assertTrue(errors[i] < errors[i - 1], Arrays.toString(errors));
    }
    assertTrue(errors[3] < 8, Arrays.toString(errors));
  }

  @Property(tries = 100)
  void every_prefix_decodes_and_longer_ones_are_closer_on_the_whole(@ForAll long seed) {
    LayoutGrid grid = photo(seed);
    byte[] layer = LayoutCodec.encode(grid, 32);
    double nothing = error(grid, LayoutCodec.decode(new byte[0]));
    double all = error(grid, LayoutCodec.decode(layer));
    for (int bytes = 0; bytes <= layer.length; bytes++) {
      double part = error(grid, LayoutCodec.decode(Arrays.copyOf(layer, bytes)));
      assertTrue(part <= nothing + 25 && part >= all - 25, bytes + " bytes: " + part);
    }
  }

  @Property
  void any_bytes_say_some_grid(@ForAll byte[] layer) {
    assertEquals(256, LayoutCodec.decode(layer).toArray().length);
  }

  @Property(tries = 50)
  void one_colour_returns_within_two_levels(@ForAll @IntRange(max = 255) int level) {
    int[] rgb = new int[256];
    Arrays.fill(rgb, level << 16 | level << 8 | level);
    LayoutGrid decoded = LayoutCodec.decode(LayoutCodec.encode(LayoutGrid.of(rgb), 8));
    for (int colour : decoded.toArray()) {
      assertEquals(level, colour & 255, 2.01);
      assertEquals(colour & 255, colour >> 16 & 255);
      assertEquals(colour & 255, colour >> 8 & 255);
    }
  }

  @Property(tries = 50)
  void the_integer_transform_is_the_cosine_sum_rounded(@ForAll long seed) {
    Random random = new Random(seed);
    int[] sizes = new int[Coefficients.ORDER.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = random.nextInt(5) == 0 ? random.nextInt(400) - 200 : 0;
    }
    LayoutGrid grid = Dct.inverse(128 * 16, sizes);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        double[] planes = {128, 0, 0};
        for (int i = 0; i < sizes.length; i++) {
          Coefficients.Coefficient c = Coefficients.ORDER.get(i);
          planes[c.component] += sizes[i] / 16.0 * wave(c.v, y) * wave(c.u, x);
        }
        double green = planes[0] + planes[2];
        assertEquals(Math.max(0, Math.min(255, green)), grid.rgb(x, y) >> 8 & 255, 1.2);
        double red = planes[0] - planes[2] + planes[1];
        assertEquals(Math.max(0, Math.min(255, red)), grid.rgb(x, y) >> 16 & 255, 1.7);
        double blue = planes[0] - planes[2] - planes[1];
        assertEquals(Math.max(0, Math.min(255, blue)), grid.rgb(x, y) & 255, 1.7);
      }
    }
  }

  private static double wave(int frequency, int at) {
    return Math.cos((2 * at + 1) * frequency * Math.PI / 32);
  }

  @Example
  void the_cosine_table_has_the_checksum_of_the_format() {
    ByteBuffer table = ByteBuffer.allocate(2 * 256).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 256; i++) {
      table.putShort((short) Dct.cosine(i / 16, i % 16));
    }
    CRC32C crc = new CRC32C();
    crc.update(table.array());
    assertEquals("1fd14af", Long.toHexString(crc.getValue()));
  }

  @Example
  void coefficients_stand_in_the_order_of_the_format() {
    assertEquals(115, Coefficients.ORDER.size());
    StringBuilder first = new StringBuilder();
    for (Coefficients.Coefficient c : Coefficients.ORDER.subList(0, 8)) {
      first.append("Y,Co,Cg".split(",")[c.component]).append(c.v).append(c.u).append(' ');
    }
    assertEquals("Y10 Y20 Y01 Y02 Y30 Co00 Y11 Y03 ", first.toString());
  }

  @Example
  void cells_are_means_of_their_pixels() {
    int[] rgb = new int[64 * 32];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 64; x++) {
        rgb[y * 64 + x] = x / 4 << 16 | y / 2 << 8 | x % 4;
      }
    }
    LayoutGrid grid = LayoutGrid.ofPixels(rgb, 64, 32);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        assertEquals(x << 16 | y << 8 | 2, grid.rgb(x, y));
      }
    }
    assertEquals(0xabcdef, LayoutGrid.ofPixels(new int[] {0xffabcdef}, 1, 1).rgb(7, 9));
  }

  @Example
  void grids_are_values() {
    LayoutGrid grid = photo(3);
    assertEquals(grid, LayoutGrid.of(grid.toArray()));
    assertEquals(grid.hashCode(), LayoutGrid.of(grid.toArray()).hashCode());
    assertNotEquals(grid, photo(4));
    assertTrue(grid.toString().startsWith("LayoutGrid["));
    assertArrayEquals(grid.toArray(), grid.toArray());
  }

  @Example
  void wrong_callers_are_told() {
    LayoutGrid grid = photo(3);
    assertThrows(IllegalArgumentException.class, () -> LayoutCodec.encode(grid, 0));
    assertThrows(IllegalArgumentException.class, () -> LayoutCodec.encode(grid, 65));
    assertThrows(IllegalArgumentException.class, () -> LayoutGrid.of(new int[255]));
    assertThrows(IllegalArgumentException.class, () -> LayoutGrid.ofPixels(new int[6], 2, 2));
    assertThrows(IllegalArgumentException.class, () -> LayoutGrid.ofPixels(new int[0], 0, 2));
  }
}
