package io.gistwire.server.spaces;

import io.gistwire.models.QueryStyle;
import io.gistwire.models.TextEncoder;
import io.gistwire.server.refusal.CallTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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

  private final Map<Asked, float[]> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Asked, float[]> eldest) {
              return size() > KEPT;
            }
          });

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
    List<String> missing = new ArrayList<>();
    for (String text : texts) {
      if (!kept.containsKey(new Asked(text, style, labelWeight))) {
        missing.add(text);
      }
    }
    Map<String, float[]> made = new LinkedHashMap<>();
    if (!missing.isEmpty()) {
      List<float[]> vectors = encode(missing, style, labelWeight);
      for (int i = 0; i < vectors.size(); i++) {
        made.put(missing.get(i), vectors.get(i));
        kept.put(new Asked(missing.get(i), style, labelWeight), vectors.get(i));
      }
    }
    return collect(texts, made, style, labelWeight);
  }

  private List<float[]> collect(
      List<String> texts, Map<String, float[]> made, QueryStyle style, float labelWeight) {
    List<float[]> vectors = new ArrayList<>();
    for (String text : texts) {
      float[] vector = made.get(text);
      if (vector == null) {
        vector = kept.get(new Asked(text, style, labelWeight));
      }
      // It may have been pushed out by other callers since it was looked for.
      vectors.add(vector != null ? vector : encode(List.of(text), style, labelWeight).get(0));
    }
    return vectors;
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
