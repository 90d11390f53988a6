package io.gistwire.server.query;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.QueryStyle;
import java.util.List;

/**
 * What queries need of a pack. Implementations are thread-safe.
 *
 * <p>Methods throw {@link io.gistwire.server.refusal.Refusal} {@code MODEL_MISSING} where the pack
 * has no such part.
 */
public interface QueryPack {
  /** {@code packs/{name}}. */
  String name();

  /** Fingerprint of its space. */
  CodeFingerprint fingerprint();

  /** Its codes. */
  Quantizer quantizer();

  /** Names of the labels of its attributes layer, in its order; empty without one. */
  List<String> labels();

  /** Softmax over this times the scores gives the probabilities of a classification. */
  double logitScale();

  /** Unit vectors of texts. */
  List<float[]> texts(List<String> texts, QueryStyle style);

  /** Unit vectors of texts with another weight of the block that knows labels. */
  List<float[]> texts(List<String> texts, QueryStyle style, float labelWeight);

  /** The raw vector of a photo. */
  float[] photo(byte[] file) throws UnreadablePhotoException;
}
