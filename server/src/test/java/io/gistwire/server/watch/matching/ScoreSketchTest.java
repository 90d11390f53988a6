package io.gistwire.server.watch.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreSketchTest {
  private static float[] random(int count, double mean) {
    Random random = new Random(4);
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (float) (mean + 0.1 * random.nextGaussian());
    }
    return scores;
  }

  @Test
  void a_share_of_what_was_received_lately_reaches_the_threshold() {
    ScoreSketch sketch = ScoreSketch.begin(random(1000, 0));
    float[] scores = random(30_000, 0.2);
    for (float score : scores) {
      sketch.add(score);
    }
    for (double share : new double[] {0.5, 0.1, 0.01}) {
      float threshold = sketch.threshold(share);
      int reached = 0;
      for (float score : scores) {
        reached += score >= threshold ? 1 : 0;
      }
      assertEquals(share, (double) reached / scores.length, 0.1 * share);
    }
  }

  @Test
  void old_gists_are_forgotten() {
    ScoreSketch sketch = ScoreSketch.begin(random(1000, 0));
    for (float score : random(40_000, 0.6)) {
      sketch.add(score);
    }
    assertTrue(sketch.threshold(0.01) > 0.7);
    for (float score : random(400_000, 0)) {
      sketch.add(score);
    }
    assertTrue(sketch.threshold(0.01) < 0.35, "" + sketch.threshold(0.01));
  }

  @Test
  void a_fresh_sketch_is_the_spread_of_random_gists() {
    ScoreSketch sketch = ScoreSketch.begin(random(4096, 0));
    assertEquals(0.233, sketch.threshold(0.01), 0.03);
  }

  @Test
  void bytes_bring_a_sketch_back() {
    ScoreSketch sketch = ScoreSketch.begin(random(100, 0));
    byte[] bytes = sketch.toBytes();
    assertArrayEquals(bytes, ScoreSketch.read(bytes).toBytes());
  }
}
