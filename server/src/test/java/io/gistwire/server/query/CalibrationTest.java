package io.gistwire.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static float[] sample(long seed, int size, ToDoubleFunction<Random> draw) {
    Random random = new Random(seed);
    float[] scores = new float[size];
    for (int i = 0; i < size; i++) {
      scores[i] = (float) draw.applyAsDouble(random);
    }
    return scores;
  }

  /** Share of a large second sample that reaches the threshold. */
  private static double reached(float threshold, ToDoubleFunction<Random> draw) {
    float[] many = sample(99, 2_000_000, draw);
    int count = 0;
    for (float score : many) {
      count += score >= threshold ? 1 : 0;
    }
    return (double) count / many.length;
  }

  @Test
  void half_means_one_in_a_thousand_whatever_the_scores_look_like() {
    ToDoubleFunction<Random> normal = random -> 0.02 + 0.12 * random.nextGaussian();
    ToDoubleFunction<Random> heavy = random -> 0.1 * Math.log(1 / (1 - random.nextDouble()));
    for (ToDoubleFunction<Random> draw : Arrays.asList(normal, heavy)) {
      Calibration calibration = Calibration.of(sample(1, 4096, draw));
      double share = reached(calibration.threshold(0.5f), draw);
      assertTrue(share > 0.0004 && share < 0.0025, "share above the threshold: " + share);
    }
  }

  @Property
  void a_threshold_is_the_inverse_of_a_calibrated_score(
      @ForAll long seed, @ForAll @FloatRange(min = 0.25f, max = 0.99f) float calibrated) {
    Calibration calibration = Calibration.of(sample(seed, 1024, Random::nextGaussian));
    assertEquals(calibrated, calibration.calibrated(calibration.threshold(calibrated)), 1e-3);
  }

  @Property
  void a_higher_score_never_calibrates_lower(
      @ForAll @Size(min = 1, max = 300) float[] scores, @ForAll float a, @ForAll float b) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.isFinite(scores[i]) ? scores[i] % 1 : 0;
    }
    Calibration calibration = Calibration.of(scores);
    float low = Math.min(a % 2, b % 2);
    float high = Math.max(a % 2, b % 2);
    float calibratedLow = calibration.calibrated(low);
    float calibratedHigh = calibration.calibrated(high);
    assertTrue(calibratedLow <= calibratedHigh, calibratedLow + " > " + calibratedHigh);
    assertTrue(calibratedLow >= 0 && calibratedHigh <= 1);
  }
}
