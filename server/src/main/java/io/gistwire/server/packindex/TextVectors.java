package io.gistwire.server.packindex;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gistwire.models.QueryStyle;
import io.gistwire.models.TextEncoder;
import io.gistwire.server.refusal.CallTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors of texts, the latest of which are kept: a text takes the network tens of milliseconds,
 * and people ask for the next page. Thread-safe.
 */
final class TextVectors {
  private static final int KEPT = 4096;
  private static final int AT_ONCE = 8;

  private record Asked(String text, QueryStyle style, float labelWeight) {}

  private final Cache<Asked, float[]> kept = Caffeine.newBuilder().maximumSize(KEPT).build();
  private final TextEncoder encoder;

  TextVectors(TextEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Unit vectors, in order; not to be changed.
   *
   * @param labelWeight NaN: the encoder's own
   */
  List<float[]> of(List<String> texts, QueryStyle style, float labelWeight) {
    List<Asked> asked = texts.stream().map(text -> new Asked(text, style, labelWeight)).toList();
    Map<Asked, float[]> vectors =
        kept.getAll(asked, missing -> made(List.copyOf(missing), style, labelWeight));
    return asked.stream().map(vectors::get).toList();
  }

  private Map<Asked, float[]> made(List<Asked> missing, QueryStyle style, float labelWeight) {
    List<float[]> vectors = encode(missing.stream().map(Asked::text).toList(), style, labelWeight);
    Map<Asked, float[]> made = new HashMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      made.put(missing.get(i), vectors.get(i));
    }
    return made;
  }

  /** In a few texts at a time, so that a call whose time is over ends soon. */
  private List<float[]> encode(List<String> texts, QueryStyle style, float labelWeight) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += AT_ONCE) {
      CallTime.check();
      List<String> some = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
      vectors.addAll(encodeSome(some, style, labelWeight));
    }
    return vectors;
  }

  private List<float[]> encodeSome(List<String> texts, QueryStyle style, float labelWeight) {
    return Float.isNaN(labelWeight)
        ? encoder.encodeAll(texts, style)
        : encoder.encodeAll(texts, style, labelWeight);
  }
}
