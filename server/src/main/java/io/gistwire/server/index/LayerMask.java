package io.gistwire.server.index;

import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.List;

/** Kinds of layer as bits: bit {@code number - 1}. */
public final class LayerMask {
  private LayerMask() {}

  /** The layers of a gist; above 0, because every gist has one. */
  public static int of(Gist gist) {
    int mask = 0;
    for (Layer layer : gist.getLayersList()) {
      mask |= bit(layer.getKind());
    }
    return mask;
  }

  /** All of these kinds. */
  public static int of(List<LayerKind> kinds) {
    int mask = 0;
    for (LayerKind kind : kinds) {
      mask |= bit(kind);
    }
    return mask;
  }

  private static int bit(LayerKind kind) {
    boolean known = kind != LayerKind.LAYER_KIND_UNSPECIFIED && kind != LayerKind.UNRECOGNIZED;
    return known ? 1 << kind.getNumber() - 1 : 0;
  }
}
