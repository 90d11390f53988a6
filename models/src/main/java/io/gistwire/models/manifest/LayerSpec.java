package io.gistwire.models.manifest;

import io.gistwire.codec.LayerKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pack codes one kind of layer.
 *
 * @param codec name of the layer's codec in FORMAT.md
 * @param fileOrNull the codec's tables, where it has some
 * @param minBytes shortest allowed layer
 * @param maxBytes longest allowed layer
 * @param prefixes whether every prefix from {@code minBytes} on is valid (embedding)
 * @param labelsFileOrNull the label list, where the layer mentions labels
 * @param grid cells a side of a label grid, 0 where there is none
 */
public record LayerSpec(
    LayerKind kind,
    String codec,
    @Nullable String fileOrNull,
    int minBytes,
    int maxBytes,
    boolean prefixes,
    @Nullable String labelsFileOrNull,
    int grid) {

  /** Path of the codec's tables. */
  public Optional<String> file() {
    return Optional.ofNullable(fileOrNull);
  }

  /** Path of the label list. */
  public Optional<String> labelsFile() {
    return Optional.ofNullable(labelsFileOrNull);
  }

  /** Whether a layer may have this many bytes. */
  public boolean allows(int bytes) {
    return prefixes ? bytes >= minBytes && bytes <= maxBytes : bytes == maxBytes;
  }
}
