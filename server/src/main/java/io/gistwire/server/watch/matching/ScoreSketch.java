package io.gistwire.server.watch.matching;

import java.nio.ByteBuffer;

/**
 * How one watch's scores are spread over what one source sent lately: a histogram that is halved
 * whenever it has grown to twice its memory, so that old gists weigh less and less. It begins as
 * the spread of random gists. Not thread-safe.
 */
final class ScoreSketch {
  private static final int BINS = 512;
  private static final double LOWEST = -0.5;
  private static final double HIGHEST = 1.0;
  private static final double WIDTH = (HIGHEST - LOWEST) / BINS;

  /** Gists after which an old one weighs between a half and one. */
  private static final double MEMORY = 20_000;

  /** What the beginning weighs, in gists. */
  private static final double PRIOR = 500;

  /** Gists between two looks at the whole histogram: it hardly moves in between. */
  private static final int LOOK_EVERY = 32;

  static final int BYTES = BINS * Float.BYTES;

  private final float[] counts;
  private double total;
  private double knownShare = -1;
  private float knownThreshold;
  private int addedSince;

  private ScoreSketch(float[] counts) {
    this.counts = counts;
    for (float count : counts) {
      total += count;
    }
  }

  /** A sketch that has seen random gists only. */
  static ScoreSketch begin(float[] randomScores) {
    float[] counts = new float[BINS];
    for (float score : randomScores) {
      counts[bin(score)] += (float) (PRIOR / randomScores.length);
    }
    return new ScoreSketch(counts);
  }

  static ScoreSketch read(byte[] bytes) {
    float[] counts = new float[BINS];
    ByteBuffer.wrap(bytes, 0, BYTES).asFloatBuffer().get(counts);
    return new ScoreSketch(counts);
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.asFloatBuffer().put(counts);
    return bytes.array();
  }

  private static int bin(float score) {
    return (int) Math.max(0, Math.min(BINS - 1, (score - LOWEST) / WIDTH));
  }

  void add(float score) {
    counts[bin(score)]++;
    total++;
    addedSince++;
    if (total >= 2 * MEMORY) {
      halve();
    }
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BINS; i++) {
      counts[i] /= 2;
      total += counts[i];
    }
  }

  /**
   * The score that this share reaches, or reached a few gists ago.
   *
   * @param share above 0 to 1
   */
  float threshold(double share) {
    if (share != knownShare || addedSince >= LOOK_EVERY) {
      knownThreshold = find(share);
      knownShare = share;
      addedSince = 0;
    }
    return knownThreshold;
  }

  private float find(double share) {
    double wanted = share * total;
    double above = 0;
    for (int bin = BINS - 1; bin >= 0; bin--) {
      if (above + counts[bin] >= wanted) {
        double part = counts[bin] == 0 ? 0 : (wanted - above) / counts[bin];
        return (float) (LOWEST + (bin + 1 - part) * WIDTH);
      }
      above += counts[bin];
    }
    return (float) LOWEST;
  }
}
