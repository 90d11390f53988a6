package io.gistwire.models.manifest;

/** What the weighted sum of a query's blocks is divided by. */
public enum QueryDivisor {
  /** The sum's own length: every query is a unit vector. */
  LENGTH,

  /**
   * The root of the sum of squared weights, the same for all queries of a style: scores of
   * different texts for one photo stay comparable where the space was turned after its blocks had
   * unit length.
   */
  WEIGHTS
}
