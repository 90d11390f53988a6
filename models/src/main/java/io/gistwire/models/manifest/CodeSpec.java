package io.gistwire.models.manifest;

import io.gistwire.codec.LayerKind;
import java.util.List;
import java.util.Optional;

/**
 * Exactly what gives bits their meaning.
 *
 * @param dimension length of every vector of the pack
 * @param preprocessing from upright RGB to the encoder's tensor, in order
 * @param imageEncoderFile TorchScript
 * @param layers at most one of each kind; the embedding is always there
 */
public record CodeSpec(
    int dimension,
    List<PhotoOperation> preprocessing,
    String imageEncoderFile,
    List<LayerSpec> layers) {

  /** Takes copies. */
  public CodeSpec {
    preprocessing = List.copyOf(preprocessing);
    layers = List.copyOf(layers);
  }

  /** How this pack codes the layer, if it does. */
  public Optional<LayerSpec> layer(LayerKind kind) {
    return layers.stream().filter(layer -> layer.kind() == kind).findFirst();
  }

  /** The embedding layer, which every pack has. */
  public LayerSpec embedding() {
    return layer(LayerKind.EMBEDDING).orElseThrow();
  }
}
