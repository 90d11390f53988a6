package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GruStepsTest {
  private static final LanguageModel MODEL = TestModels.tiny();

  @Property(tries = 200)
  @Label("the fast steps give the plain steps' logits")
  void theFastStepsGiveThePlainStepsLogits(
      @ForAll long seed,
      @ForAll @IntRange(max = 16) int stages,
      @ForAll @Size(max = 12) List<@IntRange(max = 319) Integer> tokens) {
    int[] vector = new Random(seed).ints(MODEL.dimension(), -40000, 40000).toArray();
    PlainGru plain = new PlainGru(TestModels.tinyFile());
    plain.start(vector, stages);
    TokenStream fast = new TokenStream(MODEL, CaptionCondition.of(vector, stages));
    assertArrayEquals(plain.step(MODEL.tokeniser().endOfText()), fast.logits());
    for (int token : tokens) {
      fast.advance(token);
      assertArrayEquals(plain.step(token), fast.logits());
    }
  }

  @Property(tries = 200)
  @Label("a packed matrix multiplies like a plain one, up to the largest sums allowed")
  void aPackedMatrixMultipliesLikeAPlainOne(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 11) int rows,
      @ForAll @IntRange(min = 1, max = 1024) int columns,
      @ForAll boolean extreme) {
    Random random = new Random(seed);
    byte[] weights = new byte[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (extreme ? 127 * (random.nextInt(3) - 1) : random.nextInt(255) - 127);
    }
    long[] in = new long[columns];
    for (int j = 0; j < columns; j++) {
      in[j] = extreme ? (random.nextBoolean() ? 16384 : -16384) : random.nextInt(32769) - 16384;
    }
    int[] expected = new int[rows];
    for (int i = 0; i < weights.length; i++) {
      expected[i / columns] += weights[i] * (int) in[i % columns];
    }
    int[] out = new int[rows];
    new PackedMatrix(weights, rows, columns).multiply(in, out);
    assertArrayEquals(expected, out);
  }

  @Property(tries = 200)
  @Label("frequencies sum to 2^24, none is 0, and every target finds its token")
  void frequenciesSumToTheTotal(
      @ForAll @Size(min = 257, max = 400)
          List<@IntRange(min = -1048576, max = 1048576) Integer> logits,
      @ForAll @IntRange(max = 20) int narrowing,
      @ForAll @IntRange(max = 16777215) int target) {
    int[] narrowed = logits.stream().mapToInt(l -> l >> narrowing).toArray();
    TokenDistribution distribution = new TokenDistribution(MODEL.expWeights(), narrowed.length);
    distribution.set(narrowed);
    long sum = 0;
    for (int token = 0; token < distribution.size(); token++) {
      assertTrue(distribution.frequency(token) >= 1);
      assertEquals(sum, distribution.cumulative(token));
      sum += distribution.frequency(token);
    }
    assertEquals(1 << 24, sum);
    int token = distribution.symbolAt(target);
    assertTrue(distribution.cumulative(token) <= target);
    assertTrue(target < distribution.cumulative(token) + distribution.frequency(token));
  }

  @Property
  @Label("log2 is the binary logarithm rounded down to 1/1024")
  void log2IsTheBinaryLogarithm(
      @ForAll @IntRange(min = 1) int value, @ForAll @IntRange(max = 10) int up) {
    long shifted = (long) value << up;
    double exact = Math.log(shifted) / Math.log(2) * 1024;
    assertEquals(exact, ExpWeights.log2(shifted), 1.01);
    assertTrue(ExpWeights.log2(shifted) <= exact + 1e-6);
  }

  @Example
  @Label("log2 of a power of two is exact")
  void log2OfAPowerOfTwoIsExact() {
    for (int place = 0; place <= 40; place++) {
      assertEquals(1024 * place, ExpWeights.log2(1L << place));
    }
  }

  @Example
  @Label(
      "weights halve each 1,024 and end after 24 halvings; of equal logits the lowest token is best")
  void weightsHalve() {
    ExpWeights weights = MODEL.expWeights();
    for (int halvings = 0; halvings <= 24; halvings++) {
      assertEquals(1 << 24 - halvings, weights.of(1024 * halvings));
    }
    assertEquals(0, weights.of(1024 * 24 + 1));
    assertEquals(0, weights.of(1024 * 25));
    assertEquals(1, ExpWeights.argmax(new int[] {3, 7, 7, 2}));
  }
}
