package io.gistwire.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One way to send photos.
 *
 * @param method codec's name
 * @param setting quality and size, for people
 * @param meanBytes mean bytes of a photo
 * @param accuracy share of photos whose most probable label is the true one
 */
record RatePoint(String method, String setting, double meanBytes, double accuracy) {
  /**
   * The fewest bytes at which a method reaches an accuracy: interpolated in the logarithm of bytes
   * along its points, from the cheapest up. Empty when no point reaches it.
   */
  static OptionalDouble bytesAt(double accuracy, List<RatePoint> points) {
    List<RatePoint> ascending =
        points.stream().sorted(Comparator.comparingDouble(RatePoint::meanBytes)).toList();
    RatePoint below = null;
    for (RatePoint point : ascending) {
      if (point.accuracy() >= accuracy) {
        return OptionalDouble.of(
            below == null ? point.meanBytes() : between(below, point, accuracy));
      }
      if (below == null || point.accuracy() > below.accuracy()) {
        below = point;
      }
    }
    return OptionalDouble.empty();
  }

  /** The points that no cheaper point equals, by rising bytes: what a careful sender would use. */
  static List<RatePoint> best(List<RatePoint> points) {
    List<RatePoint> best = new ArrayList<>();
    double reached = Double.NEGATIVE_INFINITY;
    for (RatePoint point :
        points.stream().sorted(Comparator.comparingDouble(RatePoint::meanBytes)).toList()) {
      if (point.accuracy() > reached) {
        reached = point.accuracy();
        best.add(point);
      }
    }
    return best;
  }

  private static double between(RatePoint below, RatePoint above, double accuracy) {
    double share = (accuracy - below.accuracy()) / (above.accuracy() - below.accuracy());
    double log =
        Math.log(below.meanBytes())
            + share * (Math.log(above.meanBytes()) - Math.log(below.meanBytes()));
    return Math.exp(log);
  }
}
