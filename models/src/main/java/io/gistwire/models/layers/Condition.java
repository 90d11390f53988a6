package io.gistwire.models.layers;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.quantizer.Quantizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What other layers are coded given: the vector decoded from the first stages of the embedding.
 *
 * @param stages 0 when nothing is known
 * @param vector Q14, D numbers; not to be changed
 */
public record Condition(int stages, int[] vector) {
  private static final float ONE = Quantizer.ONE;

  /** The condition that a whole embedding layer gives. */
  public static Condition of(Quantizer quantizer, Layer embedding)
      throws CorruptGistException, TruncatedGistException {
    return of(quantizer, embedding.toByteArray());
  }

  /**
   * The condition that a layer of the gist was coded given.
   *
   * @throws CorruptGistException when the gist has no such embedding
   * @throws TruncatedGistException when its embedding is too short to decode
   */
  public static Condition of(Quantizer quantizer, Gist gist, Layer layer)
      throws CorruptGistException, TruncatedGistException {
    int stages = layer.conditionedStages();
    if (stages == 0) {
      return new Condition(0, new int[quantizer.dimension()]);
    }
    Optional<Layer> embedding = gist.layer(LayerKind.EMBEDDING);
    if (embedding.isEmpty()) {
      throw new CorruptGistException(
          layer.kind()
              + " layer is conditioned on "
              + stages
              + " stages of an embedding that the gist lacks");
    }
    byte[] code = embedding.get().toByteArray();
    if (!quantizer.prefixDecodable()) {
      return of(quantizer, code);
    }
    int bytes = prefixBytes(quantizer, stages);
    if (bytes > code.length) {
      throw new CorruptGistException(
          layer.kind()
              + " layer is conditioned on "
              + stages
              + " stages; the gist's embedding has "
              + code.length
              + " bytes");
    }
    return of(quantizer, Arrays.copyOf(code, bytes));
  }

  private static int prefixBytes(Quantizer quantizer, int stages) {
    int bits = 32 - Integer.numberOfLeadingZeros(quantizer.codewords() - 1);
    return (stages * bits + 7) / 8;
  }

  private static Condition of(Quantizer quantizer, byte[] code)
      throws CorruptGistException, TruncatedGistException {
    int indices = quantizer.check(code, 0, code.length);
    int[] vector = new int[quantizer.dimension()];
    quantizer.decode(code, 0, code.length, vector);
    int stages = quantizer.prefixDecodable() ? indices : Layer.MAX_CONDITIONED_STAGES;
    return new Condition(Math.min(stages, Layer.MAX_CONDITIONED_STAGES), vector);
  }

  /** A raw vector as if it had been coded without loss. */
  public static Condition exact(float[] vector, int stages) {
    int[] q14 = new int[vector.length];
    for (int j = 0; j < q14.length; j++) {
      q14[j] = Math.round(Math.max(-2 * ONE, Math.min(2 * ONE, vector[j] * ONE)));
    }
    return new Condition(stages, q14);
  }
}
