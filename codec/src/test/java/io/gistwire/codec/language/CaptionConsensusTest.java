package io.gistwire.codec.language;

import static java.util.Comparator.comparingInt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The consensus of a ranked list")
class CaptionConsensusTest {
  @Test
  @DisplayName("is the caption that shares most with the others, not the cheapest")
  void agrees_with_most() {
    List<RankedCaption> ranked =
        List.of(
            new RankedCaption("A man.", 9000),
            new RankedCaption("A brown dog runs on grass.", 9100),
            new RankedCaption("A dog runs on the grass.", 9200),
            new RankedCaption("A dog runs.", 9300));
    assertEquals(2, CaptionCodec.consensus(ranked));
  }

  @Test
  @DisplayName("is the cheapest when the others are far less likely")
  void trusts_what_is_likely() {
    List<RankedCaption> ranked =
        List.of(
            new RankedCaption("A man.", 9000),
            new RankedCaption("A brown dog runs on grass.", 90_000),
            new RankedCaption("A dog runs on the grass.", 90_000));
    assertEquals(0, CaptionCodec.consensus(ranked));
  }

  @Test
  @DisplayName("exists for lists of one, of equal and of empty captions")
  void small_lists() {
    assertEquals(0, CaptionCodec.consensus(List.of(new RankedCaption("", 5))));
    RankedCaption same = new RankedCaption("A dog.", 7);
    assertEquals(0, CaptionCodec.consensus(List.of(same, same)));
    assertEquals(
        0, CaptionCodec.consensus(List.of(new RankedCaption(" . ", 1), new RankedCaption("", 2))));
  }

  @Property
  @Label("gains most by the plain form, and is the first of captions of the same words")
  void gains_most(@ForAll("lists") List<RankedCaption> ranked) {
    int chosen = CaptionCodec.consensus(ranked);
    List<String> words = words(ranked.get(chosen));
    double most = gain(ranked, words);
    for (int i = 0; i < ranked.size(); i++) {
      assertTrue(gain(ranked, words(ranked.get(i))) <= most + 1e-9, "entry " + i);
      assertTrue(i >= chosen || !words(ranked.get(i)).equals(words), "entry " + i);
    }
  }

  @Provide
  Arbitrary<List<RankedCaption>> lists() {
    Arbitrary<String> word = Arbitraries.of("a", "A", "dog", "dogs,", "Dog", "runs", "run.s", ".");
    Arbitrary<String> text = word.list().ofMaxSize(6).map(words -> String.join(" ", words));
    Arbitrary<Integer> price = Arbitraries.integers().between(0, 20_000);
    return Combinators.combine(text, price)
        .as(RankedCaption::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(ranked -> ranked.stream().sorted(comparingInt(RankedCaption::price)).toList());
  }

  private static double gain(List<RankedCaption> ranked, List<String> words) {
    double gain = 0;
    for (RankedCaption other : ranked) {
      double bits = (other.price() - ranked.get(0).price()) / 1024.0;
      double shared = dice(words, words(other)) + dice(pairs(words), pairs(words(other)));
      gain += shared * Math.exp(-Math.log(2) * bits / 3);
    }
    return gain;
  }

  private static List<String> words(RankedCaption caption) {
    String plain = caption.text().toLowerCase(Locale.ROOT).replaceAll("[.,]", "");
    return Arrays.stream(plain.split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  private static List<String> pairs(List<String> words) {
    List<String> pairs = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      pairs.add(words.get(i - 1) + " " + words.get(i));
    }
    return pairs;
  }

  private static double dice(List<String> a, List<String> b) {
    List<String> left = new ArrayList<>(b);
    double common = a.stream().filter(left::remove).count();
    return a.isEmpty() && b.isEmpty() ? 0 : 2 * common / (a.size() + b.size());
  }
}
