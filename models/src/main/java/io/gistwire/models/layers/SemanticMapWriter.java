package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.codec.map.SemanticMapCodec;
import java.util.Arrays;
import java.util.Optional;

/**
 * Of each cell the label whose odds its vector raises most above those it has in any photo: by
 * plain probability the pack's commonest label would win almost everywhere.
 */
public final class SemanticMapWriter implements LayerWriter {
  private static final double ONE = 65_536;

  private final AttributeModel model;
  private final SemanticMapCodec codec;
  private final int grid;
  private final int maxBytes;
  private final double[] usualOdds;

  /**
   * Writes maps of {@code grid} x {@code grid} cells; maps that take more than {@code maxBytes}
   * bytes are left out.
   */
  public SemanticMapWriter(AttributeModel model, int grid, int maxBytes) {
    this.model = model;
    this.codec = new SemanticMapCodec(model.labels());
    this.grid = grid;
    this.maxBytes = maxBytes;
    int[] usual = model.probabilities(new int[model.dimension()], 0);
    this.usualOdds = Arrays.stream(usual).mapToDouble(SemanticMapWriter::odds).toArray();
  }

  @Override
  public LayerKind kind() {
    return LayerKind.SEMANTIC_MAP;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    int cells = grid * grid;
    int dimension = photo.vector().length;
    if (photo.cells().length != cells * dimension) {
      return Optional.empty();
    }
    int[] labels = new int[cells];
    for (int cell = 0; cell < cells; cell++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = photo.cells()[j * cells + cell];
      }
      labels[cell] = mostRaised(vector);
    }
    byte[] bytes = codec.encode(SemanticMap.of(grid, grid, labels));
    return bytes.length > maxBytes
        ? Optional.empty()
        : Optional.of(Layer.of(LayerKind.SEMANTIC_MAP, bytes));
  }

  private int mostRaised(float[] vector) {
    Condition exact = Condition.exact(vector, model.maxStages());
    int[] probabilities = model.probabilities(exact.vector(), exact.stages());
    int best = 0;
    double bestRatio = 0;
    for (int label = 0; label < probabilities.length; label++) {
      double ratio = odds(probabilities[label]) / usualOdds[label];
      if (ratio > bestRatio) {
        best = label;
        bestRatio = ratio;
      }
    }
    return best;
  }

  private static double odds(int probability) {
    return probability / (ONE - probability);
  }
}
