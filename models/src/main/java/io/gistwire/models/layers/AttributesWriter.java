package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import java.util.BitSet;
import java.util.Optional;

/**
 * The labels that hold, judged by the raw vector and coded given the embedding: what the code alone
 * states already costs nothing.
 */
public final class AttributesWriter implements LayerWriter {
  private final AttributeModel model;
  private final int maxBytes;

  /** Writes layers of at most {@code maxBytes} bytes. */
  public AttributesWriter(AttributeModel model, int maxBytes) {
    this.model = model;
    this.maxBytes = maxBytes;
  }

  @Override
  public LayerKind kind() {
    return LayerKind.ATTRIBUTES;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    Condition given = photo.condition();
    int stages = Math.min(given.stages(), model.maxStages());
    Condition exact = Condition.exact(photo.vector(), model.maxStages());
    BitSet labels = model.implied(exact.vector(), exact.stages());
    byte[] bytes = model.encode(labels, given.vector(), stages);
    if (bytes.length > maxBytes) {
      bytes = new byte[0];
    }
    return Optional.of(Layer.of(LayerKind.ATTRIBUTES, given.recorded(), bytes));
  }
}
