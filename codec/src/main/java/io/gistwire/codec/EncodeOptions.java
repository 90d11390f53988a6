package io.gistwire.codec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a photo is to be encoded into. Immutable and thread-safe.
 *
 * <p>Defaults: 16 embedding bytes, a caption of the encoder's own and the attributes, each where
 * the pack makes it; no other layer. The same defaults hold in the SDK, in the command line and in
 * the server's CreateGist.
 */
public final class EncodeOptions {
  private static final EncodeOptions DEFAULTS =
      new EncodeOptions(
          16, EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES), null);

  private final int embeddingBytes;
  private final Set<LayerKind> layers;
  private final @Nullable String caption;

  private EncodeOptions(int embeddingBytes, Set<LayerKind> layers, @Nullable String caption) {
    this.embeddingBytes = embeddingBytes;
    this.layers = Collections.unmodifiableSet(layers);
    this.caption = caption;
  }

  /** The defaults. */
  public static EncodeOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options with another length of the embedding.
   *
   * @param bytes 1 to 256; the pack's manifest states which lengths it allows, 16 at most as a rule
   */
  public EncodeOptions withEmbeddingBytes(int bytes) {
    if (bytes < 1 || bytes > LayerKind.EMBEDDING.maxBytes()) {
      throw new IllegalArgumentException(
          "embedding of "
              + bytes
              + " bytes was asked for; 1 to "
              + LayerKind.EMBEDDING.maxBytes()
              + " are allowed");
    }
    return new EncodeOptions(bytes, layers, caption);
  }

  /** These options with exactly the given layers. */
  public EncodeOptions withLayers(Set<LayerKind> kinds) {
    EnumSet<LayerKind> copy = EnumSet.noneOf(LayerKind.class);
    copy.addAll(kinds);
    return new EncodeOptions(embeddingBytes, copy, caption);
  }

  /** These options with a caption written by the caller, which is coded losslessly. */
  public EncodeOptions withCaption(String text) {
    return new EncodeOptions(embeddingBytes, layers, text);
  }

  /** Length of the embedding in bytes, 1 to 256. */
  public int embeddingBytes() {
    return embeddingBytes;
  }

  /** The layers asked for; unmodifiable. */
  public Set<LayerKind> layers() {
    return layers;
  }

  /** The caller's own caption; empty when the encoder is to write one. */
  public Optional<String> caption() {
    return Optional.ofNullable(caption);
  }
}
