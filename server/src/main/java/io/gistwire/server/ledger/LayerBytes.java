package io.gistwire.server.ledger;

import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.util.List;

/** Sums of layer lengths. */
public final class LayerBytes {
  private LayerBytes() {}

  /** Bytes of all layers of a gist. */
  public static int of(Gist gist) {
    return of(gist.getLayersList());
  }

  /** Bytes of these layers. */
  public static int of(List<Layer> layers) {
    int sum = 0;
    for (Layer layer : layers) {
      sum += layer.getData().size();
    }
    return sum;
  }
}
