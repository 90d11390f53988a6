package io.gistwire.models.captions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much each of several weighted sentences has in common with all of them: the Dice overlaps of
 * its words and of its pairs of words with the mean sentence, together 0 to 2. What many likely
 * sentences share is what the code is sure of (Kumar and Byrne, "Minimum Bayes-Risk Decoding for
 * Statistical Machine Translation", 2004); against the mean it takes linear time.
 */
final class Agreement {
  private Agreement() {}

  /** One number for each sentence, given as its words. */
  static double[] of(List<List<String>> sentences, double[] weights, double total) {
    double[] gains = new double[sentences.size()];
    for (int length = 1; length <= 2; length++) {
      add(sentences, length, weights, total, gains);
    }
    return gains;
  }

  private static void add(
      List<List<String>> sentences, int length, double[] weights, double total, double[] gains) {
    List<Set<String>> runs = new ArrayList<>(sentences.size());
    Map<String, double[]> shares = new HashMap<>();
    double mean = 0;
    for (int i = 0; i < gains.length; i++) {
      Set<String> own = runs(sentences.get(i), length);
      runs.add(own);
      mean += weights[i] * own.size();
      for (String run : own) {
        shares.computeIfAbsent(run, r -> new double[1])[0] += weights[i];
      }
    }
    mean /= total;
    for (int i = 0; i < gains.length; i++) {
      double common = 0;
      for (String run : runs.get(i)) {
        common += shares.get(run)[0];
      }
      gains[i] += 2 * common / total / Math.max(1, runs.get(i).size() + mean);
    }
  }

  private static Set<String> runs(List<String> words, int length) {
    Set<String> runs = new LinkedHashSet<>();
    for (int from = 0; from + length <= words.size(); from++) {
      runs.add(length == 1 ? words.get(from) : words.get(from) + " " + words.get(from + 1));
    }
    return runs;
  }
}
