package io.gistwire.client;

import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides, when a gist is about to be sent, which of its layers go now. */
final class Freezing {
  private static final CodeFingerprint ANY = CodeFingerprint.of(new byte[CodeFingerprint.BYTES]);

  /** What is sent, and the serialised rest; null when there is none. */
  record Split(Gist now, byte @Nullable [] later) {}

  private Freezing() {}

  static Split split(Gist gist, LinkEstimate link, long waitingGists) {
    List<io.gistwire.codec.Layer> layers = new ArrayList<>();
    for (Layer layer : gist.getLayersList()) {
      LayerKind kind =
          GistMessages.toKind(layer.getKindValue()).orElseThrow(IllegalStateException::new);
      layers.add(
          io.gistwire.codec.Layer.of(
              kind, layer.getConditionedStages(), layer.getData().toByteArray()));
    }
    LayerPolicy.Choice choice =
        LayerPolicy.choose(
            io.gistwire.codec.Gist.of(ANY, layers), LayerPolicy.budgetBytes(link, waitingGists));
    if (choice.later().isEmpty()) {
      return new Split(gist, null);
    }
    Set<Integer> kept = new HashSet<>();
    choice.later().forEach(layer -> kept.add(layer.kind().number()));
    Gist.Builder now = gist.toBuilder().clearLayers();
    Gist.Builder later = Gist.newBuilder();
    for (Layer layer : gist.getLayersList()) {
      (kept.contains(layer.getKindValue()) ? later : now).addLayers(layer);
    }
    return new Split(now.build(), later.build().toByteArray());
  }
}
