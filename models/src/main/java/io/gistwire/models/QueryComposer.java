package io.gistwire.models;

import io.gistwire.models.manifest.QueryDivisor;
import io.gistwire.models.manifest.QuerySpec;
import io.gistwire.models.manifest.TextEncoderSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pack's rules around the text network: texts to ask before it, weighted blocks after it. */
final class QueryComposer {
  private final TextEncoderSpec spec;
  private final int dimension;
  private final Glossary labels;

  QueryComposer(TextEncoderSpec spec, int dimension, Glossary labels) {
    this.spec = spec;
    this.dimension = dimension;
    this.labels = labels;
  }

  QuerySpec query(String text, QueryStyle style) {
    return isLabel(text, style) ? spec.label() : spec.sentence();
  }

  private boolean isLabel(String text, QueryStyle style) {
    if (style != QueryStyle.AUTO) {
      return style == QueryStyle.LABEL;
    }
    String trimmed = text.trim();
    boolean ended = trimmed.endsWith(".") || trimmed.endsWith("!") || trimmed.endsWith("?");
    return !ended && trimmed.split("\\s+").length <= spec.labelMaxWords();
  }

  /** The same query with another weight of the last block, if there is more than one. */
  static QuerySpec reweighted(QuerySpec query, float lastWeight) {
    if (query.weights().size() == 1) {
      return query;
    }
    List<Float> weights = new ArrayList<>(query.weights());
    weights.set(weights.size() - 1, lastWeight);
    return new QuerySpec(weights, query.templates());
  }

  /** The texts whose mean is the query: a known label with its meaning, else filled templates. */
  List<String> texts(String text, QueryStyle style) {
    Optional<String> meaning = isLabel(text, style) ? labels.meaning(text) : Optional.empty();
    return meaning.map(m -> List.of(text, m)).orElseGet(() -> fill(query(text, style), text));
  }

  private static List<String> fill(QuerySpec query, String text) {
    List<String> filled = new ArrayList<>();
    for (String template : query.templates()) {
      filled.add(template.replace("{}", text));
    }
    return filled;
  }

  /**
   * The vector of one of a query's texts, divided as the pack specifies.
   *
   * @param outputs float [N, B, D]
   * @param row which of the N
   */
  float[] blend(QuerySpec query, float[] outputs, int row) {
    float[] sum = new float[dimension];
    int blocks = query.weights().size();
    for (int block = 0; block < blocks; block++) {
      float weight = query.weights().get(block);
      int from = (row * blocks + block) * dimension;
      for (int j = 0; j < dimension; j++) {
        sum[j] += weight * outputs[from + j];
      }
    }
    return spec.divisor() == QueryDivisor.LENGTH ? unit(sum) : scaled(sum, 1 / length(query));
  }

  private static double length(QuerySpec query) {
    double squares = 0;
    for (float weight : query.weights()) {
      squares += (double) weight * weight;
    }
    return Math.sqrt(squares);
  }

  /** The mean of a query's texts; of unit length if they are. */
  float[] mean(List<float[]> vectors) {
    if (vectors.size() == 1) {
      return vectors.get(0);
    }
    float[] sum = new float[dimension];
    for (float[] vector : vectors) {
      for (int j = 0; j < dimension; j++) {
        sum[j] += vector[j];
      }
    }
    return spec.divisor() == QueryDivisor.LENGTH ? unit(sum) : scaled(sum, 1.0 / vectors.size());
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return scaled(vector, squares == 0 ? 0 : 1 / Math.sqrt(squares));
  }

  private static float[] scaled(float[] vector, double factor) {
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= (float) factor;
    }
    return vector;
  }
}
