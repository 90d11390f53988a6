package io.gistwire.models;

import java.util.List;

/**
 * Turns queries into vectors of the pack's space; {@code score(q, code) = q.x / |x|} ranks gists by
 * them. Implementations are thread-safe.
 */
public interface TextEncoder {
  /** Numbers in a vector, D. */
  int dimension();

  /**
   * The vector of one query, of unit length or about it, as the pack specifies.
   *
   * @param text 1 to 10,000 characters; what is longer than the network's input is cut
   */
  default float[] encode(String text) {
    return encode(text, QueryStyle.AUTO);
  }

  /**
   * The vector of one query of a known style, of unit length or about it, as the pack specifies.
   */
  default float[] encode(String text, QueryStyle style) {
    return encodeAll(List.of(text), style).get(0);
  }

  /** The vectors of many queries, in order; the same as one by one up to 1e-5, only faster. */
  List<float[]> encodeAll(List<String> texts, QueryStyle style);

  /**
   * As above, with another weight of the last block of the space, which knows labels rather than
   * sentences. A pack of one block knows no such difference.
   *
   * @param labelWeight at least 0, finite
   */
  List<float[]> encodeAll(List<String> texts, QueryStyle style, float labelWeight);
}
