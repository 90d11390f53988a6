package io.gistwire.codec.attributes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AttributeModelTest {
  private static final int LABELS = 40;
  private static final int DIMENSION = 12;
  private static final byte[] FILE = file(5);

  static byte[] file(long seed) {
    Random random = new Random(seed);
    ByteBuffer out =
        ByteBuffer.allocate(12 + LABELS * DIMENSION + 4 * 17 * LABELS)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'G', 'W', 'A', 'T', 1, 16, 20, 0});
    out.putShort((short) LABELS).putShort((short) DIMENSION);
    for (int i = 0; i < LABELS * DIMENSION; i++) {
      out.put((byte) random.nextInt());
    }
    for (int i = 0; i < 17 * LABELS; i++) {
      out.putShort((short) (500 + random.nextInt(500)));
    }
    for (int i = 0; i < 17 * LABELS; i++) {
      out.putShort((short) (-900 + random.nextGaussian() * 300));
    }
    return out.array();
  }

  private static int[] vector(Random random) {
    int[] x = new int[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      x[j] = (int) (random.nextGaussian() * 9000);
    }
    return x;
  }

  @Property
  void any_set_returns_for_little_more_than_its_information(
      @ForAll long seed,
      @ForAll @IntRange(max = 16) int stages,
      @ForAll @IntRange(max = 100) int flips)
      throws Exception {
    AttributeModel model = AttributeModel.load(FILE);
    Random random = new Random(seed);
    int[] x = vector(random);
    BitSet set = model.implied(x, stages);
    for (int i = 0; i < flips; i++) {
      set.flip(random.nextInt(LABELS));
    }
    byte[] layer = model.encode(set, x, stages);
    assertEquals(set, model.decode(layer, x, stages));
    int[] p = model.probabilities(x, stages);
    double information = 0;
    for (int label = 0; label < LABELS; label++) {
      information -= Math.log((set.get(label) ? p[label] : 65536 - p[label]) / 65536.0);
    }
    assertTrue(layer.length <= information / Math.log(2) / 8 + 1.001);
  }

  @Property
  void what_is_likelier_than_not_is_implied_and_costs_nothing(
      @ForAll long seed, @ForAll @IntRange(max = 16) int stages) throws Exception {
    AttributeModel model = AttributeModel.load(FILE);
    int[] x = vector(new Random(seed));
    BitSet implied = model.implied(x, stages);
    int[] p = model.probabilities(x, stages);
    for (int label = 0; label < LABELS; label++) {
      assertEquals(p[label] >= 32768, implied.get(label));
    }
    assertEquals(0, model.encode(implied, x, stages).length);
  }

  @Property
  void probabilities_are_the_logistic_function_of_the_formula(
      @ForAll long seed, @ForAll @IntRange(max = 16) int stages) throws Exception {
    int[] x = vector(new Random(seed));
    x[0] = 70000; // beyond 16 bits: clamped
    x[1] = -70000;
    int[] p = AttributeModel.load(FILE).probabilities(x, stages);
    ByteBuffer in = ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN);
    for (int label = 0; label < LABELS; label++) {
      double dot = 0;
      for (int j = 0; j < DIMENSION && stages > 0; j++) {
        dot +=
            in.get(12 + label * DIMENSION + j) * (double) Math.max(-32768, Math.min(x[j], 32767));
      }
      int row = 12 + LABELS * DIMENSION + 2 * (stages * LABELS + label);
      double z =
          Math.floor(dot * in.getShort(row) / (1 << 20)) + in.getShort(row + 2 * 17 * LABELS);
      double expected = 65536 / (1 + Math.exp(-Math.max(-2047, Math.min(2047, z)) / 256));
      assertEquals(Math.max(16, Math.min(65520, expected)), p[label], 0.51);
    }
  }

  @Property
  void any_bytes_say_some_set(@ForAll byte[] layer, @ForAll @IntRange(max = 16) int stages)
      throws Exception {
    BitSet set = AttributeModel.load(FILE).decode(layer, new int[DIMENSION], stages);
    assertTrue(set.length() <= LABELS);
  }

  @Example
  void wrong_callers_are_told() throws Exception {
    AttributeModel model = AttributeModel.load(FILE);
    assertEquals(LABELS, model.labels());
    assertEquals(16, model.maxStages());
    int[] x = new int[DIMENSION];
    assertThrows(IllegalArgumentException.class, () -> model.probabilities(x, 17));
    assertThrows(IllegalArgumentException.class, () -> model.probabilities(x, -1));
    assertThrows(IllegalArgumentException.class, () -> model.probabilities(new int[3], 1));
    assertArrayEquals(model.probabilities(x, 0), model.probabilities(new int[0], 0));
    BitSet outside = new BitSet();
    outside.set(LABELS);
    assertThrows(IllegalArgumentException.class, () -> model.encode(outside, x, 0));
  }

  @Property
  void cut_files_are_truncated(@ForAll @IntRange(max = 3211) int length) {
    assertEquals(3212, FILE.length);
    assertThrows(
        TruncatedGistException.class, () -> AttributeModel.load(Arrays.copyOf(FILE, length)));
  }

  @Example
  void damaged_headers_are_told_apart() {
    assertThrows(CorruptGistException.class, () -> AttributeModel.load(Arrays.copyOf(FILE, 3213)));
    int[][] corrupt = {{0, 'X'}, {5, 17}, {6, 41}, {7, 1}, {9, 0x20}, {11, 0x20}};
    for (int[] change : corrupt) {
      byte[] file = FILE.clone();
      file[change[0]] = (byte) change[1];
      assertThrows(CorruptGistException.class, () -> AttributeModel.load(file));
    }
    byte[] newer = FILE.clone();
    newer[4] = 2;
    assertThrows(UnsupportedFormatException.class, () -> AttributeModel.load(newer));
  }

  @Property
  void any_bytes_load_or_are_refused(@ForAll byte[] file) {
    try {
      AttributeModel.load(file);
    } catch (GistFormatException expected) {
      assertTrue(expected.getMessage().length() > 10);
    }
  }
}
