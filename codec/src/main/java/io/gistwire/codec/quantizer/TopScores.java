package io.gistwire.codec.quantizer;

import java.util.Arrays;

/**
 * The best k scores of those offered, with whose they are. Of equal scores the one offered first
 * stays.
 *
 * <p>Not thread-safe. Invariant: {@code scores[0 .. size)} fall, equal ones in the order offered.
 */
public final class TopScores {
  private static final int MAX_CAPACITY = 1 << 20;

  private final long[] ids;
  private final float[] scores;
  private int size;

  /**
   * Space for so many.
   *
   * @param capacity 1 to 2^20
   */
  public TopScores(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          capacity + " best scores were asked for; 1 to " + MAX_CAPACITY + " can be kept");
    }
    this.ids = new long[capacity];
    this.scores = new float[capacity];
  }

  /** What a score must exceed to be kept; negative infinity until k are there. */
  public float threshold() {
    return size < scores.length ? Float.NEGATIVE_INFINITY : scores[size - 1];
  }

  /**
   * Keeps the score if it is among the best. NaN never is.
   *
   * @return whether it was kept
   */
  public boolean offer(long id, float score) {
    if (!(score > threshold())) {
      return false;
    }
    int at = size < scores.length ? size++ : size - 1;
    int to = at;
    while (to > 0 && scores[to - 1] < score) {
      to--;
    }
    System.arraycopy(scores, to, scores, to + 1, at - to);
    System.arraycopy(ids, to, ids, to + 1, at - to);
    scores[to] = score;
    ids[to] = id;
    return true;
  }

  /** How many are kept. */
  public int size() {
    return size;
  }

  /** Whose scores these are, best first. */
  public long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  /** The scores, best first. */
  public float[] scores() {
    return Arrays.copyOf(scores, size);
  }
}
