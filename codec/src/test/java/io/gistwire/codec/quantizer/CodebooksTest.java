package io.gistwire.codec.quantizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CodebooksTest {
  private static final byte[] GOOD = Books.residual(1, 2, 4, 3);

  private static byte[] changed(int at, int value) {
    byte[] file = GOOD.clone();
    file[at] = (byte) value;
    return file;
  }

  @Example
  void a_good_file_loads_as_its_kind() throws Exception {
    assertInstanceOf(ResidualQuantizer.class, Quantizer.load(GOOD));
    assertInstanceOf(ProductQuantizer.class, Quantizer.load(Books.product(1, 2, 4, 3, true)));
    assertEquals(3, Quantizer.load(GOOD).dimension());
  }

  @Property
  void a_cut_file_is_truncated(@ForAll @IntRange(max = 16 + 2 * 24 - 1) int length) {
    assertThrows(TruncatedGistException.class, () -> Quantizer.load(Arrays.copyOf(GOOD, length)));
  }

  @Example
  void a_long_file_is_corrupt() {
    byte[] longer = Arrays.copyOf(GOOD, GOOD.length + 1);
    assertThrows(CorruptGistException.class, () -> Quantizer.load(longer));
  }

  @Example
  void a_wrong_header_is_told_apart() {
    assertThrows(CorruptGistException.class, () -> Quantizer.load(changed(0, 'X')));
    assertThrows(CorruptGistException.class, () -> Quantizer.load(changed(3, 'X')));
    assertThrows(UnsupportedFormatException.class, () -> Quantizer.load(changed(4, 2)));
    assertThrows(UnsupportedFormatException.class, () -> Quantizer.load(changed(5, 0)));
    assertThrows(UnsupportedFormatException.class, () -> Quantizer.load(changed(5, 4)));
    assertThrows(CorruptGistException.class, () -> Quantizer.load(changed(6, 1)));
    assertThrows(CorruptGistException.class, () -> Quantizer.load(changed(7, 1)));
  }

  @Example
  void shapes_outside_the_limits_are_corrupt() {
    int[][] shapes = {
      {0, 4, 3, 3},
      {257, 4, 3, 3},
      {2, 1, 3, 3},
      {2, 4097, 3, 3},
      {2, 4, 0, 0},
      {2, 4, 8193, 8193},
      {2, 4, 3, 2},
      {256, 4096, 8192, 8192},
    };
    for (int[] shape : shapes) {
      byte[] file =
          Books.file(1, 0, shape[0], shape[1], shape[2], shape[3], new short[24], new short[0]);
      assertThrows(CorruptGistException.class, () -> Quantizer.load(file), Arrays.toString(shape));
    }
    byte[] uneven = Books.file(2, 0, 2, 4, 7, 3, new short[24], new short[0]);
    assertThrows(CorruptGistException.class, () -> Quantizer.load(uneven));
  }

  @Example
  void shapes_at_the_limits_load() throws Exception {
    int[][] shapes = {{256, 2, 1}, {1, 4096, 1}, {1, 2, 8192}};
    for (int[] shape : shapes) {
      short[] words = new short[shape[0] * shape[1] * shape[2]];
      words[words.length - 1] = 100;
      byte[] file = Books.file(1, 0, shape[0], shape[1], shape[2], shape[2], words, new short[0]);
      Quantizer quantizer = Quantizer.load(file);
      assertEquals(shape[0], quantizer.indices());
      assertEquals(shape[1], quantizer.codewords());
      assertEquals(shape[2], quantizer.dimension());
    }
  }

  @Example
  void numbers_and_lengths_that_arithmetic_cannot_hold_are_corrupt() {
    byte[] lowest = changed(17, 0x80);
    lowest[16] = 0;
    assertThrows(CorruptGistException.class, () -> Quantizer.load(lowest));
    short[] words = new short[24];
    Arrays.fill(words, (short) 32767);
    byte[] tooLong = Books.file(1, 0, 2, 4, 3, 3, words, new short[0]);
    CorruptGistException error =
        assertThrows(CorruptGistException.class, () -> Quantizer.load(tooLong));
    assertTrue(error.getMessage().contains("3.46"), error.getMessage());
  }

  @Property
  void any_bytes_load_or_are_refused(@ForAll byte[] bytes) {
    try {
      Quantizer.load(bytes);
    } catch (GistFormatException expected) {
      assertTrue(expected.getMessage().length() > 10);
    }
  }

  @Property
  void a_damaged_file_loads_or_is_refused(@ForAll @IntRange(max = 63) int at, @ForAll byte value) {
    try {
      Quantizer quantizer = Quantizer.load(changed(at, value));
      quantizer.decode(quantizer.encode(new float[quantizer.dimension()]));
    } catch (GistFormatException expected) {
      assertTrue(expected.getMessage().length() > 10);
    }
  }
}
