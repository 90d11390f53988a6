package io.gistwire.bench.search;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Vectors spread like those of real photos, as many as wanted: each lies at random between those of
 * two photos, plus normal noise of half of every dimension's deviation over the photos, scaled to
 * the length of what it was made from. Repeatable: a number always gives the same vector. Immutable
 * and thread-safe.
 */
final class PhotoLikeVectors {
  private static final double NOISE = 0.5;
  private static final long MIXED = 0x9E3779B97F4A7C15L;

  private final List<float[]> photos;
  private final float[] spread;

  /** Draws around the raw vectors of these photos, at least two. */
  PhotoLikeVectors(List<float[]> photos) {
    if (photos.size() < 2) {
      throw new IllegalArgumentException(
          photos.size() + " photos to draw vectors around; at least 2 are needed");
    }
    this.photos = List.copyOf(photos);
    this.spread = deviation(photos);
  }

  private static float[] deviation(List<float[]> rows) {
    int dimension = rows.get(0).length;
    float[] deviation = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      double sum = 0;
      double squares = 0;
      for (float[] row : rows) {
        sum += row[j];
        squares += (double) row[j] * row[j];
      }
      double mean = sum / rows.size();
      deviation[j] = (float) Math.sqrt(Math.max(0, squares / rows.size() - mean * mean));
    }
    return deviation;
  }

  /** The vector of a number. */
  float[] vector(long number) {
    SplittableRandom random = new SplittableRandom(number * MIXED);
    float[] one = photos.get(random.nextInt(photos.size()));
    float[] other = photos.get(random.nextInt(photos.size()));
    double share = random.nextDouble();
    float[] drawn = new float[spread.length];
    for (int j = 0; j < drawn.length; j++) {
      double between = share * one[j] + (1 - share) * other[j];
      drawn[j] = (float) (between + NOISE * spread[j] * random.nextGaussian());
    }
    scale(drawn, share * length(one) + (1 - share) * length(other));
    return drawn;
  }

  private static void scale(float[] vector, double length) {
    double factor = length / Math.max(1e-9, length(vector));
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= (float) factor;
    }
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
