package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.Optional;

/** Makes one kind of layer. Implementations are thread-safe. */
public interface LayerWriter {
  /** What it makes. */
  LayerKind kind();

  /** The layer of this photo; empty when there is nothing to say. */
  Optional<Layer> write(CodedPhoto photo, EncodeOptions options);
}
