package io.gistwire.models.manifest;

import java.util.List;

/**
 * How one style of query becomes a vector.
 *
 * @param weights one for each block of the text encoder's output
 * @param templates texts with one {@code {}} that represents the query
 */
public record QuerySpec(List<Float> weights, List<String> templates) {
  /** Takes copies. */
  public QuerySpec {
    weights = List.copyOf(weights);
    templates = List.copyOf(templates);
  }
}
