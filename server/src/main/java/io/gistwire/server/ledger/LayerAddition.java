package io.gistwire.server.ledger;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What later layers mean for a gist that is held. Embedding, layout and structure may continue what
 * is held; other kinds are set once.
 */
public sealed interface LayerAddition {
  /** Layers that the gist does not have yet, or has shorter. Empty when it has them all. */
  record Fresh(List<Layer> layers) implements LayerAddition {}

  /** One of the layers contradicts what is held. */
  record Conflict(String message) implements LayerAddition {}

  /** Kinds of which every prefix decodes. */
  Set<LayerKind> CONTINUABLE =
      EnumSet.of(
          LayerKind.LAYER_KIND_EMBEDDING,
          LayerKind.LAYER_KIND_LAYOUT,
          LayerKind.LAYER_KIND_STRUCTURE);

  /** Compares later layers with what is held. */
  static LayerAddition of(Gist held, List<Layer> layers) {
    List<Layer> fresh = new ArrayList<>();
    for (Layer layer : layers) {
      Layer old = find(held, layer.getKind());
      if (old == null) {
        fresh.add(layer);
      } else if (!isHeld(old, layer)) {
        if (!continues(old, layer)) {
          return new Conflict(describe(old, layer));
        }
        fresh.add(layer);
      }
    }
    return new Fresh(fresh);
  }

  /** The gist with each layer put in place of the one of its kind, in ascending order of kind. */
  static Gist merged(Gist gist, List<Layer> layers) {
    TreeMap<Integer, Layer> byKind = new TreeMap<>();
    gist.getLayersList().forEach(layer -> byKind.put(layer.getKindValue(), layer));
    layers.forEach(layer -> byKind.put(layer.getKindValue(), layer));
    return gist.toBuilder().clearLayers().addAllLayers(byKind.values()).build();
  }

  private static Layer find(Gist gist, LayerKind kind) {
    for (Layer layer : gist.getLayersList()) {
      if (layer.getKind() == kind) {
        return layer;
      }
    }
    return null;
  }

  /** The held bytes are the same, or go on where the new ones end. */
  private static boolean isHeld(Layer old, Layer layer) {
    ByteString bytes = layer.getData();
    if (old.getConditionedStages() != layer.getConditionedStages()) {
      return false;
    }
    return CONTINUABLE.contains(layer.getKind())
        ? old.getData().startsWith(bytes)
        : old.getData().equals(bytes);
  }

  private static boolean continues(Layer old, Layer layer) {
    return CONTINUABLE.contains(layer.getKind())
        && old.getConditionedStages() == layer.getConditionedStages()
        && layer.getData().startsWith(old.getData());
  }

  private static String describe(Layer old, Layer layer) {
    return layer.getKind()
        + " of "
        + layer.getData().size()
        + " bytes given "
        + layer.getConditionedStages()
        + " stages does not continue the "
        + old.getData().size()
        + " bytes given "
        + old.getConditionedStages()
        + " stages that are held; what is held is kept";
  }
}
