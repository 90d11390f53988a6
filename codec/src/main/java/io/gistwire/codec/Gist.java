package io.gistwire.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The meaning of one photo as layers of bits, under one code fingerprint. Immutable and
 * thread-safe.
 *
 * <p>A layer that is absent was not sent; a caption layer that is present with 0 bytes states that
 * the language model's own (greedy) text for the code is the caption.
 */
public final class Gist {
  private final CodeFingerprint fingerprint;
  private final Map<LayerKind, Layer> layers;

  private Gist(CodeFingerprint fingerprint, Map<LayerKind, Layer> layers) {
    this.fingerprint = fingerprint;
    this.layers = layers;
  }

  /**
   * A gist of the given layers, at most one of each kind.
   *
   * @throws IllegalArgumentException when a kind occurs twice, or a layer is conditioned on an
   *     embedding shorter than it states
   */
  public static Gist of(CodeFingerprint fingerprint, List<Layer> layers) {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Map<LayerKind, Layer> byKind = new EnumMap<>(LayerKind.class);
    for (Layer layer : layers) {
      if (byKind.put(layer.kind(), layer) != null) {
        throw new IllegalArgumentException(
            "two " + layer.kind() + " layers; a gist has at most one of each kind");
      }
    }
    checkConditioning(byKind);
    return new Gist(fingerprint, byKind);
  }

  private static void checkConditioning(Map<LayerKind, Layer> layers) {
    Layer embedding = layers.get(LayerKind.EMBEDDING);
    int stages = embedding == null ? 0 : embedding.sizeBytes();
    for (Layer layer : layers.values()) {
      if (layer.conditionedStages() > stages) {
        throw new IllegalArgumentException(
            layer.kind()
                + " layer is conditioned on "
                + layer.conditionedStages()
                + " stages, but the gist's embedding has "
                + stages);
      }
    }
  }

  /** What gives the bits their meaning. */
  public CodeFingerprint fingerprint() {
    return fingerprint;
  }

  /** The layer of this kind, if the gist has it. */
  public Optional<Layer> layer(LayerKind kind) {
    return Optional.ofNullable(layers.get(kind));
  }

  /** All layers, coarse to fine; unmodifiable. */
  public List<Layer> layers() {
    return Collections.unmodifiableList(new ArrayList<>(layers.values()));
  }

  /**
   * Sum of the layers' bytes: what a full batch carries for this gist before the container's own
   * cost.
   */
  public int layerBytes() {
    int sum = 0;
    for (Layer layer : layers.values()) {
      sum += layer.sizeBytes();
    }
    return sum;
  }

  /** This gist with the layer put in place of one of its kind. */
  public Gist with(Layer layer) {
    List<Layer> changed = new ArrayList<>(layers.values());
    changed.removeIf(old -> old.kind() == layer.kind());
    changed.add(layer);
    return of(fingerprint, changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gist that
        && fingerprint.equals(that.fingerprint)
        && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return 31 * fingerprint.hashCode() + layers.hashCode();
  }

  @Override
  public String toString() {
    return "Gist" + layers.values();
  }
}
