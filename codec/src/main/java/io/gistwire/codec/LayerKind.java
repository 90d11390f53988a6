package io.gistwire.codec;

/**
 * The kinds of layer that a gist can carry, coarse to fine.
 *
 * <p>The {@linkplain #number() number} is the layer's number in FORMAT.md and in the Protobuf
 * message; it never changes.
 */
public enum LayerKind {
  /** Residual-quantised embedding; every prefix is a valid, coarser embedding. */
  EMBEDDING(1, 256),
  /** Caption, range-coded under the pack's language model given the embedding. */
  CAPTION(2, 2048),
  /** Subset of the pack's label list, coded given the embedding. */
  ATTRIBUTES(3, 64),
  /** Colours and brightness on a coarse grid, truncatable. */
  LAYOUT(4, 64),
  /** Tokens of the pack's picture autoencoder, truncatable. */
  STRUCTURE(5, 4096),
  /** Grid of labels. */
  SEMANTIC_MAP(6, 4096),
  /** Bilevel edges. */
  SKETCH(7, 4096),
  /** An ordinary small picture file. */
  THUMBNAIL(8, 1 << 20);

  private final int number;
  private final int maxBytes;

  LayerKind(int number, int maxBytes) {
    this.number = number;
    this.maxBytes = maxBytes;
  }

  /** The layer's number on the wire, from 1. */
  public int number() {
    return number;
  }

  /** The most bytes that any pack may allow for this layer; a pack's manifest may allow fewer. */
  public int maxBytes() {
    return maxBytes;
  }
}
