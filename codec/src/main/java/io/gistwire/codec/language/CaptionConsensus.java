package io.gistwire.codec.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Of the model's ranked captions, the one that agrees most with all the others: minimum Bayes risk
 * decoding (Kumar and Byrne, "Minimum Bayes-Risk Decoding for Statistical Machine Translation",
 * 2004) with the Dice overlap of words and of pairs of words as the gain.
 *
 * <p>The likeliest caption is often short and states little; what many likely captions share is
 * what the code is sure of. Probabilities are flattened by a temperature, chosen on validation
 * photos.
 */
final class CaptionConsensus {
  private static final double TEMPERATURE = 3;
  private static final double PRICE_OF_A_BIT = 1024;

  private CaptionConsensus() {}

  /**
   * The place of the caption to take.
   *
   * @param ranked at least one caption, cheapest first
   */
  static int choose(List<RankedCaption> ranked) {
    List<Map<String, Integer>> words = new ArrayList<>();
    List<Map<String, Integer>> pairs = new ArrayList<>();
    for (RankedCaption caption : ranked) {
      String[] split = words(caption.text());
      words.add(runs(split, 1));
      pairs.add(runs(split, 2));
    }
    int best = 0;
    double most = -1;
    for (int i = 0; i < ranked.size(); i++) {
      double gain = 0;
      for (int j = 0; j < ranked.size(); j++) {
        double overlap = dice(words.get(i), words.get(j)) + dice(pairs.get(i), pairs.get(j));
        gain += overlap * weight(ranked.get(j).price() - ranked.get(0).price());
      }
      if (gain > most) {
        most = gain;
        best = i;
      }
    }
    return best;
  }

  private static double weight(int above) {
    return StrictMath.pow(2, -above / PRICE_OF_A_BIT / TEMPERATURE);
  }

  private static String[] words(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replace(".", "").replace(",", "").trim();
    return plain.isEmpty() ? new String[0] : plain.split("\\s+");
  }

  /** How often each run of {@code length} words occurs. */
  private static Map<String, Integer> runs(String[] words, int length) {
    Map<String, Integer> counts = new HashMap<>();
    for (int from = 0; from + length <= words.length; from++) {
      StringBuilder run = new StringBuilder(words[from]);
      for (int i = 1; i < length; i++) {
        run.append(' ').append(words[from + i]);
      }
      counts.merge(run.toString(), 1, Integer::sum);
    }
    return counts;
  }

  /** Twice the runs in common over all runs, 0 to 1; 0 when there are none. */
  private static double dice(Map<String, Integer> a, Map<String, Integer> b) {
    int common = 0;
    for (Map.Entry<String, Integer> run : a.entrySet()) {
      common += Math.min(run.getValue(), b.getOrDefault(run.getKey(), 0));
    }
    return 2.0 * common / Math.max(1, total(a) + total(b));
  }

  private static int total(Map<String, Integer> runs) {
    int total = 0;
    for (int count : runs.values()) {
      total += count;
    }
    return total;
  }
}
