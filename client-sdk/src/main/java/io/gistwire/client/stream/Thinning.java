package io.gistwire.client.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses gists that are missed least: again and again, of the two neighbours in time whose codes
 * are most alike, the later one goes. Pure.
 *
 * <p>Codes are compared stage by stage, coarse to fine: each further leading stage that two
 * residual codes share halves how far apart their vectors can be, so the first stage that differs
 * states nearly all. No codebook is needed for that.
 */
final class Thinning {
  /** A gist with its embedding layer; empty when it has none. */
  record Candidate(long sequence, byte[] code) {}

  /** A pair of neighbours at the time when it was looked at. */
  private record Pair(int left, int right, double distance) {}

  private Thinning() {}

  /** The sequences to give up, at most {@code count}; the first candidate always stays. */
  static List<Long> leastMissed(List<Candidate> candidates, int count) {
    int n = candidates.size();
    int[] before = new int[n];
    int[] after = new int[n];
    boolean[] removed = new boolean[n];
    PriorityQueue<Pair> pairs =
        new PriorityQueue<>(
            (a, b) -> {
              int byDistance = Double.compare(a.distance(), b.distance());
              return byDistance != 0 ? byDistance : Integer.compare(a.right(), b.right());
            });
    for (int i = 0; i < n; i++) {
      before[i] = i - 1;
      after[i] = i + 1;
      if (i > 0) {
        pairs.add(pair(candidates, i - 1, i));
      }
    }
    List<Long> victims = new ArrayList<>();
    while (victims.size() < count && !pairs.isEmpty()) {
      Pair nearest = pairs.remove();
      int right = nearest.right();
      if (removed[right] || removed[nearest.left()] || before[right] != nearest.left()) {
        continue; // a neighbour was removed meanwhile; the new pair is queued
      }
      removed[right] = true;
      victims.add(candidates.get(right).sequence());
      after[nearest.left()] = after[right];
      if (after[right] < n) {
        before[after[right]] = nearest.left();
        pairs.add(pair(candidates, nearest.left(), after[right]));
      }
    }
    victims.sort(null);
    return victims;
  }

  private static Pair pair(List<Candidate> candidates, int left, int right) {
    return new Pair(
        left, right, distance(candidates.get(left).code(), candidates.get(right).code()));
  }

  /** 0 for equal codes, else 2^-n where n leading stages are equal; a missing stage differs. */
  static double distance(byte[] a, byte[] b) {
    int shared = 0;
    while (shared < a.length && shared < b.length && a[shared] == b[shared]) {
      shared++;
    }
    return shared == a.length && shared == b.length ? 0 : Math.scalb(1.0, -shared);
  }
}
