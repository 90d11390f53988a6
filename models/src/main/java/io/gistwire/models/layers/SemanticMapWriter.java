package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.codec.map.SemanticMapCodec;
import java.util.Optional;

/** The likeliest label of each cell, judged by the cell's vector. */
public final class SemanticMapWriter implements LayerWriter {
  private final AttributeModel model;
  private final SemanticMapCodec codec;
  private final int grid;
  private final int maxBytes;

  /**
   * Writes maps of {@code grid} x {@code grid} cells; maps that take more than {@code maxBytes}
   * bytes are left out.
   */
  public SemanticMapWriter(AttributeModel model, int grid, int maxBytes) {
    this.model = model;
    this.codec = new SemanticMapCodec(model.labels());
    this.grid = grid;
    this.maxBytes = maxBytes;
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
      labels[cell] = likeliest(vector);
    }
    byte[] bytes = codec.encode(SemanticMap.of(grid, grid, labels));
    return bytes.length > maxBytes
        ? Optional.empty()
        : Optional.of(Layer.of(LayerKind.SEMANTIC_MAP, bytes));
  }

  private int likeliest(float[] vector) {
    Condition exact = Condition.exact(vector, model.maxStages());
    int[] probabilities = model.probabilities(exact.vector(), exact.stages());
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      if (probabilities[label] > probabilities[best]) {
        best = label;
      }
    }
    return best;
  }
}
