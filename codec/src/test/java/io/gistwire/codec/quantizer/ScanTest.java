package io.gistwire.codec.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScanTest {
  private record Hit(long id, float score) {}

  @Property(tries = 150)
  void a_scan_keeps_what_sorting_all_scores_puts_first(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int capacity,
      @ForAll @IntRange(max = 300) int count,
      @ForAll @IntRange(max = 2) int shape)
      throws Exception {
    Quantizer quantizer =
        Quantizer.load(
            shape == 2
                ? Books.residual(5, 6, 9, 4)
                : Books.residual(9, 16, shape == 0 ? 256 : 200, 8));
    int bytes = quantizer.codeBytes() - (seed % 3 == 0 ? 1 : 0);
    Random random = new Random(seed);
    byte[] codes = new byte[3 + count * bytes];
    float[] norms = new float[2 + count];
    for (int i = 0; i < count; i++) {
      // Few distinct codes, so that ties happen; a shortened code may have unused bits.
      byte[] code = Books.code(new Random(random.nextInt(100)), quantizer);
      System.arraycopy(code, 0, codes, 3 + i * bytes, bytes);
      norms[2 + i] =
          random.nextInt(20) == 0 ? Float.NaN : quantizer.inverseNorm(codes, 3 + i * bytes, bytes);
    }
    ScoreTable table = quantizer.scoreTable(Books.vector(random, quantizer.dimension(), 1));

    List<Hit> hits = new ArrayList<>();
    float[] scores = new float[count + 1];
    table.score(codes, 3, bytes, count, norms, 2, scores, 1);
    for (int i = 0; i < count; i++) {
      float one = table.score(codes, 3 + i * bytes, bytes, norms[2 + i]);
      assertEquals(one, scores[1 + i]);
      if (!Float.isNaN(one) && i % 7 != 3) {
        hits.add(new Hit(1000 + i, one));
      }
    }
    hits.sort(Comparator.comparing(Hit::score).reversed());
    List<Hit> expected = hits.subList(0, Math.min(capacity, hits.size()));

    TopScores best = new TopScores(capacity);
    int half = count / 2;
    table.scan(codes, 3, bytes, half, norms, 2, 1000, i -> i % 7 != 3, best);
    table.scan(
        codes,
        3 + half * bytes,
        bytes,
        count - half,
        norms,
        2 + half,
        1000 + half,
        i -> (half + i) % 7 != 3,
        best);
    assertEquals(expected.size(), best.size());
    assertArrayEquals(expected.stream().mapToLong(Hit::id).toArray(), best.ids());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).score(), best.scores()[i]);
    }
  }

  @Example
  void leaving_codes_early_never_loses_one_of_the_best() throws Exception {
    Quantizer quantizer = Quantizer.load(Books.residual(21, 16, 256, 12));
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      int count = 3000;
      byte[] codes = new byte[16 * count];
      random.nextBytes(codes);
      float[] norms = new float[count];
      for (int i = 0; i < count; i++) {
        norms[i] = quantizer.inverseNorm(codes, 16 * i, 16);
      }
      ScoreTable table = quantizer.scoreTable(Books.vector(random, 12, 1));
      List<Hit> hits = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        hits.add(new Hit(i, table.score(codes, 16 * i, 16, norms[i])));
      }
      hits.sort(Comparator.comparing(Hit::score).reversed());
      TopScores best = new TopScores(10);
      table.scan(codes, 0, 16, count, norms, 0, 0, best);
      assertArrayEquals(
          hits.subList(0, 10).stream().mapToLong(Hit::id).toArray(), best.ids(), "seed " + seed);
    }
  }

  @Example
  void a_scan_without_a_filter_takes_every_code() throws Exception {
    Quantizer quantizer = Quantizer.load(Books.residual(9, 16, 256, 8));
    byte[] codes = new byte[64];
    float[] norms = {1, 1, Float.NaN, 1};
    TopScores best = new TopScores(9);
    quantizer.scoreTable(new float[8]).scan(codes, 0, 16, 4, norms, 0, 5, best);
    assertArrayEquals(new long[] {5, 6, 8}, best.ids());
  }

  @Example
  void blocks_that_do_not_fit_their_arrays_are_refused() throws Exception {
    ScoreTable table = Quantizer.load(Books.residual(9, 16, 256, 8)).scoreTable(new float[8]);
    byte[] codes = new byte[64];
    float[] norms = new float[4];
    TopScores best = new TopScores(1);
    float[] scores = new float[4];
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> table.score(codes, 0, 16, 5, norms, 0, new float[9], 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> table.score(codes, 0, 16, 4, norms, 0, scores, 1));
    assertThrows(
        IndexOutOfBoundsException.class, () -> table.scan(codes, 0, 16, 5, norms, 0, 0, best));
    assertThrows(
        IndexOutOfBoundsException.class, () -> table.scan(codes, 1, 16, 4, norms, 0, 0, best));
    assertThrows(
        IndexOutOfBoundsException.class, () -> table.scan(codes, 0, 16, 4, norms, 1, 0, best));
    assertThrows(
        IndexOutOfBoundsException.class, () -> table.scan(codes, 0, -1, 4, norms, 0, 0, best));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> table.score(codes, 0, 16, -1, norms, 0, new float[4], 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> table.score(codes, 0, 1 << 16, 1 << 16, norms, 0, new float[4], 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> table.score(codes, 0, 16, 4, norms, 0, new float[4], 1));
    assertThrows(IndexOutOfBoundsException.class, () -> table.score(codes, 60, 16, 1f));
  }

  @Example
  void of_equal_scores_the_first_offered_stays() {
    TopScores best = new TopScores(2);
    assertEquals(Float.NEGATIVE_INFINITY, best.threshold());
    assertTrue(best.offer(1, 5));
    assertFalse(best.offer(2, Float.NaN));
    assertTrue(best.offer(3, 5));
    assertFalse(best.offer(4, 5));
    assertTrue(best.offer(5, 6));
    assertArrayEquals(new long[] {5, 1}, best.ids());
    assertArrayEquals(new float[] {6, 5}, best.scores());
    assertEquals(5, best.threshold());
    assertThrows(IllegalArgumentException.class, () -> new TopScores(0));
    assertThrows(IllegalArgumentException.class, () -> new TopScores((1 << 20) + 1));
  }
}
