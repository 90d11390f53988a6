package io.gistwire.server.query;

import io.gistwire.server.index.CaptionQuery;
import java.util.List;
import java.util.Optional;

/**
 * A query ready to be computed with.
 *
 * @param vector of length 1; empty when only captions are looked at
 * @param captions words to find; empty when captions are not looked at
 * @param captionShare share of the caption ranking in the fusion, 0 to 1
 * @param texts what the terms say in words, for explanations
 */
public record CompiledQuery(
    Optional<float[]> vector,
    Optional<CaptionQuery> captions,
    double captionShare,
    List<String> texts) {
  /** Takes a copy of the texts. */
  public CompiledQuery {
    texts = List.copyOf(texts);
  }
}
