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
 * @param stages as the codec's tables count them, 0 when nothing is known. A code whose prefixes do
 *     not decode counts as all stages
 * @param recorded what the layer records as its conditioned stages
 * @param vector Q14, D numbers; not to be changed
 */
public record Condition(int stages, int recorded, int[] vector) {
  private static final float ONE = Quantizer.ONE;

  /** Nothing is known. */
  public static Condition none(int dimension) {
    return new Condition(0, 0, new int[dimension]);
  }

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
      return none(quantizer.dimension());
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
    if (stages > code.length) {
      throw new CorruptGistException(
          layer.kind()
              + " layer is conditioned on "
              + stages
              + " stages; the gist's embedding has "
              + code.length
              + " bytes");
    }
    return of(quantizer, Arrays.copyOf(code, stages));
  }

  private static Condition of(Quantizer quantizer, byte[] code)
      throws CorruptGistException, TruncatedGistException {
    int indices = quantizer.check(code, 0, code.length);
    int[] vector = new int[quantizer.dimension()];
    quantizer.decode(code, 0, code.length, vector);
    int recorded = Math.min(indices, Layer.MAX_CONDITIONED_STAGES);
    int stages = quantizer.prefixDecodable() ? recorded : Layer.MAX_CONDITIONED_STAGES;
    return new Condition(stages, recorded, vector);
  }

  /** A raw vector as if it had been coded without loss. */
  public static Condition exact(float[] vector, int stages) {
    int[] q14 = new int[vector.length];
    for (int j = 0; j < q14.length; j++) {
      q14[j] = Math.round(Math.max(-2 * ONE, Math.min(2 * ONE, vector[j] * ONE)));
    }
    return new Condition(stages, stages, q14);
  }
}
