package io.gistwire.codec.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class QuantizerTest {
  /** Files of all kinds and of odd shapes. */
  private static final List<byte[]> FILES =
      List.of(
          Books.residual(1, 16, 256, 32),
          Books.residual(2, 5, 7, 9),
          Books.residual(3, 1, 2, 1),
          Books.residual(4, 3, 300, 8),
          Books.product(5, 4, 16, 3, false),
          Books.product(6, 4, 256, 4, true),
          Books.shared(7, 200, 4, 2),
          Books.shared(8, 3, 5, 3),
          extreme(),
          Books.residual(10, 13, 5, 6));

  /** Codewords as long as the format allows, so that residuals leave 16 bits. */
  private static byte[] extreme() {
    short[] words = new short[4 * 3 * 2];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) (i % 3 == 0 ? -32767 : i % 3 == 1 ? 32765 : 15000);
    }
    return Books.file(1, 0, 4, 3, 2, 2, words, new short[0]);
  }

  @Provide
  Arbitrary<byte[]> files() {
    return Arbitraries.of(FILES);
  }

  @Property(tries = 300)
  void decoding_equals_the_plain_reference(@ForAll("files") byte[] file, @ForAll long seed)
      throws Exception {
    Quantizer quantizer = Quantizer.load(file);
    PlainQuantizer plain = new PlainQuantizer(file);
    byte[] code = Books.code(new Random(seed), quantizer);
    int first = quantizer.prefixDecodable() ? 0 : code.length;
    for (int bytes = first; bytes <= code.length; bytes++) {
      int[] x = new int[quantizer.dimension()];
      quantizer.decode(code, 0, bytes, x);
      assertArrayEquals(plain.decode(code, bytes), x);
      assertEquals(plain.inverseNorm(code, bytes), quantizer.inverseNorm(code, 0, bytes));
    }
  }

  @Property(tries = 300)
  void scores_equal_the_plain_reference(
      @ForAll("files") byte[] file, @ForAll long seed, @ForAll("sizes") double size)
      throws Exception {
    Quantizer quantizer = Quantizer.load(file);
    PlainQuantizer plain = new PlainQuantizer(file);
    Random random = new Random(seed);
    float[] query = Books.vector(random, quantizer.dimension(), size);
    ScoreTable table = quantizer.scoreTable(query);
    byte[] code = Books.code(random, quantizer);
    int first = quantizer.prefixDecodable() ? 0 : code.length;
    for (int bytes = first; bytes <= code.length; bytes++) {
      float norm = quantizer.inverseNorm(code, 0, bytes);
      assertEquals(plain.score(query, code, bytes), table.score(code, 0, bytes, norm));
    }
  }

  @Example
  void long_codewords_leave_a_query_fewer_bits_but_the_same_scores() throws Exception {
    short[] words = new short[4 * 5 * 16];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) (i * 7919 % 3 == 0 ? -11000 : 10500 - i);
    }
    byte[] file = Books.file(1, 0, 4, 5, 16, 16, words, new short[0]);
    Quantizer quantizer = Quantizer.load(file);
    PlainQuantizer plain = new PlainQuantizer(file);
    float[] query = new float[16];
    for (int sign = 0; sign < 16; sign++) {
      Arrays.fill(query, 0.3f);
      query[sign] = -0.29f;
      byte[] code = Books.code(new Random(sign), quantizer);
      float norm = quantizer.inverseNorm(code, 0, code.length);
      assertEquals(
          plain.score(query, code, code.length),
          quantizer.scoreTable(query).score(code, 0, code.length, norm));
    }
  }

  @Provide
  Arbitrary<Double> sizes() {
    return Arbitraries.of(0.0, 1e-30, 1e-3, 1.0, 7.5, 1e6);
  }

  @Property(tries = 200)
  void the_score_is_the_cosine_times_the_query_length(@ForAll long seed) throws Exception {
    Quantizer quantizer = Quantizer.load(FILES.get(0));
    Random random = new Random(seed);
    float[] query = Books.vector(random, 32, 1);
    byte[] code = Books.code(random, quantizer);
    float[] x = quantizer.decode(code);
    double dot = 0;
    double squares = 0;
    for (int j = 0; j < x.length; j++) {
      dot += (double) query[j] * x[j];
      squares += (double) x[j] * x[j];
    }
    float score =
        quantizer.scoreTable(query).score(code, 0, 16, quantizer.inverseNorm(code, 0, 16));
    assertEquals(dot / Math.sqrt(squares), score, 1e-4);
  }

  @Property(tries = 60)
  void residual_codes_equal_those_of_the_plain_beam_search(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int beam,
      @ForAll @IntRange(max = 3) int weighting,
      @ForAll @IntRange(max = 4) int size)
      throws Exception {
    int[][] weights = {{1}, {1, 1, 1, 1, 4}, {9, 0, 2}, {0, 0, 5}};
    for (int file : new int[] {1, 2, 3, 8, 9}) {
      ResidualQuantizer quantizer = (ResidualQuantizer) Quantizer.load(FILES.get(file));
      PlainQuantizer plain = new PlainQuantizer(FILES.get(file));
      float[] vector = Books.vector(new Random(seed), quantizer.dimension(), 0.5 * size);
      BeamOptions options = BeamOptions.of(beam, weights[weighting]);
      int[] byLength = options.checkpointWeights(quantizer.indices());
      int[] expected = plain.encode(vector, beam, byLength);
      byte[] code = quantizer.encode(vector, options);
      assertArrayEquals(
          new CodeLayout(expected.length, quantizer.codewords(), true).pack(expected), code);
      int[] target = Vectors.toQ14(vector, quantizer.dimension());
      assertArrayEquals(code, quantizer.encode(target, options, null));
      quantizer.prepare();
      assertArrayEquals(code, quantizer.encode(vector, options));
    }
  }

  @Example
  void codes_stay_the_same_when_tables_take_over() throws Exception {
    ResidualQuantizer quantizer = (ResidualQuantizer) Quantizer.load(FILES.get(1));
    float[] vector = Books.vector(new Random(3), 9, 0.7);
    byte[] first = quantizer.encode(vector);
    for (int i = 0; i < 600; i++) {
      assertArrayEquals(first, quantizer.encode(vector));
    }
  }

  @Example
  void checkpoints_are_the_powers_of_two_and_the_full_length() {
    BeamOptions options = BeamOptions.of(3, 7, 5, 3, 2, 11);
    assertArrayEquals(
        new int[] {0, 7, 5, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 11},
        options.checkpointWeights(16));
    assertArrayEquals(new int[] {0, 7, 5, 0, 3, 0, 11}, options.checkpointWeights(6));
    assertArrayEquals(new int[] {0, 11}, options.checkpointWeights(1));
    assertArrayEquals(
        new int[] {0, 7, 9, 0, 9, 0, 9}, BeamOptions.of(1, 7, 9).checkpointWeights(6));
    assertArrayEquals(new int[] {0, 0, 0, 0, 1}, BeamOptions.lastOnly(2).checkpointWeights(4));
  }

  @Example
  void width_pays_at_the_end_and_weights_at_the_short_prefixes() throws Exception {
    ResidualQuantizer quantizer = (ResidualQuantizer) Quantizer.load(FILES.get(0));
    double[] narrow = meanErrors(quantizer, BeamOptions.lastOnly(1));
    double[] wide = meanErrors(quantizer, BeamOptions.lastOnly(16));
    double[] weighted = meanErrors(quantizer, BeamOptions.of(16, 8, 8, 4, 2, 1));
    assertTrue(wide[16] < 0.95 * narrow[16], wide[16] + " against " + narrow[16]);
    for (int bytes : new int[] {1, 2, 4}) {
      assertTrue(weighted[bytes] < wide[bytes], "after " + bytes);
      assertTrue(weighted[2 * bytes] < weighted[bytes], "after " + bytes);
    }
    assertTrue(weighted[16] < narrow[16]);
  }

  private static double[] meanErrors(ResidualQuantizer quantizer, BeamOptions options) {
    double[] errors = new double[17];
    Random random = new Random(77);
    for (int i = 0; i < 200; i++) {
      float[] vector = Books.vector(random, 32, 0.9);
      byte[] code = quantizer.encode(vector, options);
      for (int bytes = 1; bytes <= 16; bytes *= 2) {
        errors[bytes] += error(quantizer, vector, code, bytes) / 200;
      }
    }
    return errors;
  }

  private static double error(Quantizer quantizer, float[] vector, byte[] code, int bytes) {
    float[] x = quantizer.decode(Arrays.copyOf(code, bytes));
    double error = 0;
    for (int j = 0; j < x.length; j++) {
      error += (x[j] - vector[j]) * (x[j] - vector[j]);
    }
    return error;
  }

  @Property(tries = 200)
  void product_codes_name_the_nearest_codewords(@ForAll long seed, @ForAll boolean shared)
      throws Exception {
    Quantizer quantizer = Quantizer.load(FILES.get(shared ? 6 : 4));
    float[] vector = Books.vector(new Random(seed), quantizer.dimension(), 1);
    byte[] code = quantizer.encode(vector);
    double best = error(quantizer, vector, code, code.length);
    Random random = new Random(~seed);
    for (int i = 0; i < 50; i++) {
      byte[] other = Books.code(random, quantizer);
      assertTrue(error(quantizer, vector, other, other.length) >= best - 1e-3);
    }
  }

  @Property(tries = 100)
  void encoding_a_decoded_product_vector_gives_its_code(@ForAll long seed) throws Exception {
    for (int file : new int[] {4, 5, 6, 7}) {
      Quantizer quantizer = Quantizer.load(FILES.get(file));
      byte[] code = Books.code(new Random(seed), quantizer);
      float[] x = quantizer.decode(code);
      int[] again = new int[quantizer.dimension()];
      int[] once = new int[quantizer.dimension()];
      quantizer.decode(quantizer.encode(x), 0, code.length, again);
      quantizer.decode(code, 0, code.length, once);
      for (int j = 0; j < once.length; j++) {
        assertEquals(once[j], again[j], 40, "up to the rounding of the rotation");
      }
    }
  }

  @Example
  void the_default_shared_code_has_fifty_bytes() throws Exception {
    Quantizer quantizer = Quantizer.load(FILES.get(6));
    assertEquals(50, quantizer.codeBytes());
    assertEquals(200, quantizer.indices());
    assertEquals(4, quantizer.codewords());
    assertFalse(quantizer.prefixDecodable());
    assertTrue(((ProductQuantizer) quantizer).shared());
    assertFalse(((ProductQuantizer) Quantizer.load(FILES.get(4))).shared());
  }

  @Example
  void only_codes_that_a_writer_makes_pass_the_check() throws Exception {
    Quantizer residual = Quantizer.load(FILES.get(0));
    assertEquals(16, residual.check(new byte[18], 2, 16));
    assertEquals(0, residual.check(new byte[0], 0, 0));
    assertThrows(CorruptGistException.class, () -> residual.check(new byte[17], 0, 17));
    assertThrows(IndexOutOfBoundsException.class, () -> residual.check(new byte[9], 5, 5));

    Quantizer odd = Quantizer.load(FILES.get(1)); // 5 indices below 7, 3 bits each
    assertEquals(2, odd.codeBytes());
    assertEquals(5, odd.check(new byte[] {0b0010_1011, (byte) 0b0001_0000}, 0, 2));
    assertEquals(2, odd.check(new byte[] {0b0010_1000}, 0, 1));
    assertThrows(CorruptGistException.class, () -> odd.check(new byte[] {0b0010_1001}, 0, 1));
    assertThrows(CorruptGistException.class, () -> odd.check(new byte[] {(byte) 0xe0, 0}, 0, 2));
    assertThrows(CorruptGistException.class, () -> odd.check(new byte[] {0, 1}, 0, 2));

    Quantizer product = Quantizer.load(FILES.get(4));
    assertEquals(4, product.check(new byte[2], 0, 2));
    assertThrows(TruncatedGistException.class, () -> product.check(new byte[1], 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> product.decode(new byte[1], 0, 1, new int[12]));
  }

  @Example
  void of_equal_codewords_the_first_is_chosen() throws Exception {
    float[] vector = {0.3f, -0.2f, 0.1f, 0.4f};
    short[] none = new short[0];
    List<byte[]> files =
        List.of(
            Books.file(1, 0, 3, 6, 4, 4, new short[72], none),
            Books.file(2, 0, 2, 6, 4, 2, new short[24], none),
            Books.file(3, 0, 2, 6, 4, 2, new short[12], none));
    for (byte[] file : files) {
      Quantizer quantizer = Quantizer.load(file);
      assertArrayEquals(new byte[quantizer.codeBytes()], quantizer.encode(vector));
    }
  }

  @Example
  void a_prepared_quantiser_gives_the_same_codes_and_is_prepared_once() throws Exception {
    ResidualQuantizer quantizer = (ResidualQuantizer) Quantizer.load(FILES.get(1));
    float[] vector = {0.3f, -0.2f, 0.1f, 0.4f, 0, 0, 0.2f, 0, -0.1f};
    byte[] before = quantizer.encode(vector);
    quantizer.prepare();
    quantizer.prepare();
    assertArrayEquals(before, quantizer.encode(vector));
  }

  @Example
  void queries_of_the_wrong_shape_are_refused_by_product_quantisers() throws Exception {
    for (byte[] file : FILES.subList(4, 7)) {
      Quantizer quantizer = Quantizer.load(file);
      float[] longer = new float[quantizer.dimension() + 1];
      assertThrows(IllegalArgumentException.class, () -> quantizer.scoreTable(longer));
      assertThrows(IllegalArgumentException.class, () -> quantizer.encode(longer));
    }
  }

  @Example
  void vectors_and_queries_of_the_wrong_shape_are_refused() throws Exception {
    Quantizer quantizer = Quantizer.load(FILES.get(1));
    assertThrows(IllegalArgumentException.class, () -> quantizer.encode(new float[8]));
    assertThrows(IllegalArgumentException.class, () -> quantizer.scoreTable(new float[10]));
    float[] vector = new float[9];
    vector[3] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> quantizer.encode(vector));
    vector[3] = Float.POSITIVE_INFINITY;
    assertThrows(IllegalArgumentException.class, () -> quantizer.scoreTable(vector));
    vector[3] = 2e9f;
    assertThrows(IllegalArgumentException.class, () -> quantizer.scoreTable(vector));
    assertThrows(
        IndexOutOfBoundsException.class, () -> quantizer.decode(new byte[2], 0, 2, new int[8]));
  }

  @Example
  void beam_options_out_of_range_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.lastOnly(0));
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.lastOnly(65));
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.of(4));
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.of(4, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.of(4, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> BeamOptions.of(4, 1001, 1));
  }
}
