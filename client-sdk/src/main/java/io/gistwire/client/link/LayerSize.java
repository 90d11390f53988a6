package io.gistwire.client.link;

import io.gistwire.codec.LayerKind;
import java.util.Optional;

/**
 * What policies need to know of a layer.
 *
 * @param kind what it is
 * @param bytes how long it is, at least 0
 */
public record LayerSize(LayerKind kind, int bytes) {
  private static final LayerKind[] KINDS = LayerKind.values();

  /** The kind of a number on the wire; empty when this release does not know it. */
  public static Optional<LayerKind> kindOf(int number) {
    return number >= 1 && number <= KINDS.length
        ? Optional.of(KINDS[number - 1])
        : Optional.empty();
  }
}
