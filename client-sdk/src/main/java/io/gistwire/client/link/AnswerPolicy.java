package io.gistwire.client.link;

import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what answers a Refine, and in which messages. Pure.
 *
 * <p>The server's order of kinds states what is worth the bytes that it allows a gist. In which
 * order the chosen layers travel follows {@link LayerPolicy}'s table of utility a byte, over all
 * gists that wait for an answer: what searches and describes comes before what only paints, a
 * layout of the last gist before the thumbnail of the first.
 */
public final class AnswerPolicy {
  private AnswerPolicy() {}

  /** The layers asked for that fit, the most wanted first. */
  public static List<LayerSize> wanted(List<LayerSize> held, List<LayerKind> kinds, long maxBytes) {
    List<LayerSize> chosen = new ArrayList<>();
    long left = maxBytes;
    for (LayerKind kind : kinds) {
      Optional<LayerSize> layer = held.stream().filter(l -> l.kind() == kind).findFirst();
      if (layer.isPresent() && layer.get().bytes() <= left && !chosen.contains(layer.get())) {
        chosen.add(layer.get());
        left -= layer.get().bytes();
      }
    }
    return chosen;
  }

  /**
   * Cuts one gist's layers into messages by falling worth: each at most what the link carries in a
   * few seconds, but at least one layer. The layers of a message are in ascending order of kind.
   *
   * @param partBytes most layer bytes of a message that has more than one layer
   */
  public static List<List<LayerSize>> parts(List<LayerSize> layers, int partBytes) {
    List<LayerSize> order = new ArrayList<>(layers);
    order.sort(Comparator.comparingDouble(LayerPolicy::worth).reversed());
    List<List<LayerSize>> parts = new ArrayList<>();
    List<LayerSize> part = new ArrayList<>();
    long bytes = 0;
    for (LayerSize layer : order) {
      if (!part.isEmpty() && bytes + layer.bytes() > partBytes) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(layer);
      bytes += layer.bytes();
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    parts.forEach(p -> p.sort(Comparator.comparing(LayerSize::kind)));
    return parts;
  }

  /** Utility a byte of a message; an embedding is before all, since others are read with it. */
  public static double worth(List<LayerSize> part) {
    double utility = 0;
    long bytes = 0;
    for (LayerSize layer : part) {
      if (layer.kind() == LayerKind.EMBEDDING) {
        return Double.MAX_VALUE;
      }
      utility += LayerPolicy.worth(layer) * Math.max(1, layer.bytes());
      bytes += Math.max(1, layer.bytes());
    }
    return bytes == 0 ? 0 : utility / bytes;
  }
}
