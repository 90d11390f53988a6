package io.gistwire.models;

import io.gistwire.models.engine.EngineFailure;
import io.gistwire.models.engine.Network;
import io.gistwire.models.engine.Tensor;
import io.gistwire.models.manifest.QuerySpec;
import io.gistwire.models.manifest.TextEncoderSpec;
import io.gistwire.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A text network with its tokenizer, run in batches. */
final class NetworkTextEncoder implements TextEncoder {
  private static final int BATCH = 32;
  private static final int MAX_CHARACTERS = 10_000;

  private final TextEncoderSpec spec;
  private final int dimension;
  private final Tokenizer tokenizer;
  private final Network network;
  private final QueryComposer composer;

  NetworkTextEncoder(
      TextEncoderSpec spec,
      QueryComposer composer,
      int dimension,
      Tokenizer tokenizer,
      Network network) {
    this.spec = spec;
    this.dimension = dimension;
    this.tokenizer = tokenizer;
    this.network = network;
    this.composer = composer;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public List<float[]> encodeAll(List<String> texts, QueryStyle style) {
    return encodeAll(texts, style, query -> query);
  }

  @Override
  public List<float[]> encodeAll(List<String> texts, QueryStyle style, float labelWeight) {
    if (!(labelWeight >= 0) || Float.isInfinite(labelWeight)) {
      throw new IllegalArgumentException(
          "label weight " + labelWeight + "; 0 or a finite number above it is needed");
    }
    return encodeAll(texts, style, query -> QueryComposer.reweighted(query, labelWeight));
  }

  private List<float[]> encodeAll(
      List<String> texts, QueryStyle style, UnaryOperator<QuerySpec> change) {
    List<String> asked = new ArrayList<>();
    List<QuerySpec> queries = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (String text : texts) {
      check(text);
      QuerySpec query = change.apply(composer.query(text, style));
      for (String one : composer.texts(text, style)) {
        asked.add(one);
        queries.add(query);
      }
      ends.add(asked.size());
    }
    List<float[]> parts = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += BATCH) {
      int to = Math.min(asked.size(), from + BATCH);
      parts.addAll(run(asked.subList(from, to), queries.subList(from, to)));
    }
    return means(parts, ends);
  }

  private List<float[]> means(List<float[]> parts, List<Integer> ends) {
    List<float[]> vectors = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      vectors.add(composer.mean(parts.subList(from, end)));
      from = end;
    }
    return vectors;
  }

  private static void check(String text) {
    if (text.isBlank() || text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "query has "
              + text.length()
              + " characters; 1 to "
              + MAX_CHARACTERS
              + ", not all blank, are allowed");
    }
  }

  private List<float[]> run(List<String> texts, List<QuerySpec> queries) {
    List<int[]> ids = new ArrayList<>();
    int longest = spec.padToMax() ? tokenizer.maxTokens() : 1;
    for (String text : texts) {
      int[] encoded = tokenizer.encode(text);
      ids.add(encoded);
      longest = Math.max(longest, encoded.length);
    }
    float[] outputs = outputs(network.run(inputs(ids, longest)), texts.size());
    List<float[]> units = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      units.add(composer.blend(queries.get(row), outputs, row));
    }
    return units;
  }

  private List<Tensor> inputs(List<int[]> rows, int length) {
    long[] ids = new long[rows.size() * length];
    long[] mask = new long[rows.size() * length];
    Arrays.fill(ids, tokenizer.padId());
    for (int row = 0; row < rows.size(); row++) {
      int[] one = rows.get(row);
      for (int i = 0; i < one.length; i++) {
        ids[row * length + i] = one[i];
        mask[row * length + i] = 1;
      }
    }
    List<Tensor> inputs = new ArrayList<>();
    for (String input : spec.inputs()) {
      inputs.add(new Tensor.Longs(input.equals("ids") ? ids : mask, rows.size(), length));
    }
    return inputs;
  }

  private float[] outputs(List<Tensor.Floats> results, int rows) {
    float[] values = results.get(0).values();
    if (values.length != rows * spec.blocks().size() * dimension) {
      throw new EngineFailure(
          "the text encoder gives "
              + Arrays.toString(results.get(0).shape())
              + " for "
              + rows
              + " texts; ["
              + rows
              + ", "
              + spec.blocks().size()
              + ", "
              + dimension
              + "] is needed");
    }
    return values;
  }
}
