package io.gistwire.client.link;

import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses what of a gist is worth sending now. Pure.
 *
 * <p>Greedy by utility a byte: layers are taken by falling value of their table entry divided by
 * their size until the budget is spent, the embedding first since others are coded given it. The
 * table's unit is arbitrary; what counts is the ratio. It states that on a bare link the code (what
 * is searched and watched) comes before the words, the words before what only paints.
 *
 * <table>
 *   <caption>Utility of a whole layer</caption>
 *   <tr><td>embedding</td><td>1000</td></tr>
 *   <tr><td>caption</td><td>200</td></tr>
 *   <tr><td>attributes</td><td>100</td></tr>
 *   <tr><td>layout</td><td>60</td></tr>
 *   <tr><td>semantic map</td><td>40</td></tr>
 *   <tr><td>sketch</td><td>40</td></tr>
 *   <tr><td>structure</td><td>60</td></tr>
 *   <tr><td>thumbnail</td><td>50</td></tr>
 * </table>
 */
public final class LayerPolicy {
  /** A gist is to be through the link within this time, all those waiting before it included. */
  static final double PATIENCE_SECONDS = 4;

  private static final Set<LayerKind> BASIC =
      EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES);

  private static final int UNMEASURED_BUDGET_BYTES = 256;
  private static final Map<LayerKind, Integer> UTILITY = new EnumMap<>(LayerKind.class);

  static {
    UTILITY.put(LayerKind.EMBEDDING, 1000);
    UTILITY.put(LayerKind.CAPTION, 200);
    UTILITY.put(LayerKind.ATTRIBUTES, 100);
    UTILITY.put(LayerKind.LAYOUT, 60);
    UTILITY.put(LayerKind.SEMANTIC_MAP, 40);
    UTILITY.put(LayerKind.SKETCH, 40);
    UTILITY.put(LayerKind.STRUCTURE, 60);
    UTILITY.put(LayerKind.THUMBNAIL, 50);
  }

  private LayerPolicy() {}

  /** Whether there are only layers that are always sent whole. */
  public static boolean isBasic(List<LayerSize> layers) {
    for (LayerSize layer : layers) {
      if (!BASIC.contains(layer.kind())) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many layer bytes a gist may have: what the link carries in a few seconds, shared with the
   * gists that wait.
   *
   * @param waitingGists gists that wait for the link, this one not counted
   */
  public static int budgetBytes(LinkEstimate link, long waitingGists) {
    if (!link.isKnown()) {
      return UNMEASURED_BUDGET_BYTES;
    }
    double share = link.goodputBytesPerSecond() * PATIENCE_SECONDS / (waitingGists + 1);
    return (int) Math.min(share, Integer.MAX_VALUE);
  }

  /**
   * Chooses which layers of a gist are sent now, within a budget. The embedding, or else the first
   * layer, always is; basic layers are sent whole when they fit.
   *
   * @param layers at least one, in ascending order of kind
   */
  public static Set<LayerKind> choose(List<LayerSize> layers, int budgetBytes) {
    List<LayerSize> order = new ArrayList<>(layers);
    order.sort((a, b) -> Double.compare(worth(b), worth(a)));
    LayerKind first = layers.get(0).kind();
    Set<LayerKind> taken = EnumSet.noneOf(LayerKind.class);
    long left = budgetBytes;
    for (LayerSize layer : order) {
      boolean always = taken.isEmpty() && layer.kind() == first;
      if (always || layer.bytes() <= left) {
        taken.add(layer.kind());
        left -= layer.bytes();
      }
    }
    taken.add(first);
    return taken;
  }

  /** Utility a byte; the embedding is before all, since others cannot be read without it. */
  static double worth(LayerSize layer) {
    return layer.kind() == LayerKind.EMBEDDING
        ? Double.MAX_VALUE
        : UTILITY.getOrDefault(layer.kind(), 1) / (double) Math.max(1, layer.bytes());
  }
}
