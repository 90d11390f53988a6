package io.gistwire.bench.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recall")
class RecallTest {
  @Test
  @DisplayName("counts ties at the mean over all orders")
  void ties() {
    Random random = new Random(20);
    for (int round = 0; round < 20; round++) {
      int items = 2 + random.nextInt(6);
      float[][] scores = new float[1][items];
      int[] keys = new int[items];
      for (int i = 0; i < items; i++) {
        scores[0][i] = random.nextInt(3);
        keys[i] = random.nextInt(2);
      }
      keys[0] = 1;
      int at = 1 + random.nextInt(items);
      double measured = Recall.recallPercent(scores, new int[] {1}, keys, at);
      assertEquals(shuffled(scores[0], keys, at, random), measured, 1.5, "round " + round);
    }
  }

  /** Shuffles, sorts stably and looks: the plain way. */
  private static double shuffled(float[] scores, int[] keys, int at, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      order.add(i);
    }
    int rounds = 20_000;
    int hits = 0;
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      List<Integer> sorted = new ArrayList<>(order);
      sorted.sort((a, b) -> Float.compare(scores[b], scores[a]));
      hits += sorted.subList(0, at).stream().anyMatch(i -> keys[i] == 1) ? 1 : 0;
    }
    return 100.0 * hits / rounds;
  }

  @Test
  @DisplayName("shares a hit between equal labels")
  void accuracy() {
    float[][] scores = {{1, 0, 2}, {1, 3, 1}};
    assertEquals(
        100 * (0.5 + 1 + 1) / 3, Recall.accuracyPercent(scores, new int[] {0, 1, 0}), 1e-9);
  }

  @Test
  @DisplayName("divides by the photo's length, not by the query's")
  void lengths() {
    float[][] scores =
        Recall.scores(List.of(new float[] {2, 0}), List.of(new float[] {3, 4}, new float[] {0, 0}));
    assertEquals(1.2f, scores[0][0], 1e-6f);
    assertEquals(0f, scores[0][1]);
  }
}
