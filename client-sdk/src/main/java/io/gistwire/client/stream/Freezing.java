package io.gistwire.client.stream;

import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.link.LayerSize;
import io.gistwire.client.session.EncodedGist;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides, when a gist is about to be sent, which of its layers are sent now. */
final class Freezing {
  /** What is sent, and the serialised rest; null when there is none. */
  record Split(EncodedGist now, byte @Nullable [] later) {}

  private Freezing() {}

  static Split split(EncodedGist gist, int budgetBytes) {
    if (gist.layers().isEmpty()) {
      return new Split(gist, null); // kinds of a newer release alone
    }
    Set<LayerKind> chosen = LayerPolicy.choose(gist.layers(), budgetBytes);
    if (chosen.size() == gist.layers().size()) {
      return new Split(gist, null);
    }
    Gist.Builder now = gist.message().toBuilder().clearLayers();
    Gist.Builder later = Gist.newBuilder();
    for (Layer layer : gist.message().getLayersList()) {
      boolean isLater =
          LayerSize.kindOf(layer.getKindValue()).map(k -> !chosen.contains(k)).orElse(false);
      (isLater ? later : now).addLayers(layer);
    }
    return new Split(EncodedGist.of(gist.fingerprint(), now.build()), later.build().toByteArray());
  }
}
