package io.gistwire.codec;

import java.util.Arrays;
import java.util.Objects;

/**
 * One layer of a gist: its bits as FORMAT.md defines them. Immutable and thread-safe.
 *
 * <p>{@code conditionedStages} (0 to 16) states how many stages of the embedding code the bits were
 * coded given; a longer embedding that comes later never changes how the layer decodes.
 */
public final class Layer {
  /** The most stages that a layer can be conditioned on. */
  public static final int MAX_CONDITIONED_STAGES = 16;

  private final LayerKind kind;
  private final int conditionedStages;
  private final byte[] bytes;

  private Layer(LayerKind kind, int conditionedStages, byte[] bytes) {
    this.kind = kind;
    this.conditionedStages = conditionedStages;
    this.bytes = bytes;
  }

  /**
   * A layer with a copy of the given bytes.
   *
   * @throws IllegalArgumentException when the bytes exceed {@link LayerKind#maxBytes()} or the
   *     stages their range
   */
  public static Layer of(LayerKind kind, int conditionedStages, byte[] bytes) {
    Objects.requireNonNull(kind, "kind");
    if (bytes.length > kind.maxBytes()) {
      throw new IllegalArgumentException(
          kind
              + " layer has "
              + bytes.length
              + " bytes; at most "
              + kind.maxBytes()
              + " are allowed");
    }
    if (conditionedStages < 0 || conditionedStages > MAX_CONDITIONED_STAGES) {
      throw new IllegalArgumentException(
          kind
              + " layer is conditioned on "
              + conditionedStages
              + " stages; 0 to "
              + MAX_CONDITIONED_STAGES
              + " are allowed");
    }
    return new Layer(kind, conditionedStages, bytes.clone());
  }

  /** A layer that is coded without regard to the embedding. */
  public static Layer of(LayerKind kind, byte[] bytes) {
    return of(kind, 0, bytes);
  }

  /** What the layer is. */
  public LayerKind kind() {
    return kind;
  }

  /** Number of stages of the embedding code that the bits were coded given, 0 to 16. */
  public int conditionedStages() {
    return conditionedStages;
  }

  /** Number of bytes. */
  public int sizeBytes() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layer that
        && kind == that.kind
        && conditionedStages == that.conditionedStages
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + conditionedStages) + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return kind
        + "["
        + bytes.length
        + " bytes"
        + (conditionedStages > 0 ? " given " + conditionedStages : "")
        + "]";
  }
}
