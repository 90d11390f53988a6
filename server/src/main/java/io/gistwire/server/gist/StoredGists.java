package io.gistwire.server.gist;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerSize;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.spaces.Spaces;
import java.util.List;
import java.util.Set;

/** Shows gists of the ledger to callers. */
final class StoredGists {
  private static final List<String> CAPTION =
      List.of("caption", "caption_origin", "caption_confidence");

  private final Spaces spaces;

  StoredGists(Spaces spaces) {
    this.spaces = spaces;
  }

  /**
   * The fields that are wanted. Captions and labels are read only then: they take longest.
   *
   * @param layers whose bytes are wanted; empty means all
   */
  StoredGist show(HeldGist held, ReadMask mask, Set<LayerKind> layers) {
    StoredGist.Builder stored =
        StoredGist.newBuilder()
            .setName(held.key().toName())
            .setCodeFingerprint(ByteString.copyFrom(held.fingerprint().toByteArray()))
            .setEpoch(held.key().epoch().epoch())
            .setSequence(held.key().sequence())
            .setPosition(held.changedPosition())
            .setReceiveTime(Timestamps.fromMillis(held.receivedMillis()))
            .setCaptureTime(Timestamps.fromMillis(held.capturedMillis()));
    if (mask.has("gist")) {
      stored.setGist(only(held.gist(), layers));
    }
    if (CAPTION.stream().anyMatch(mask::has)) {
      Caption caption = spaces.caption(held);
      stored
          .setCaption(caption.text())
          .setCaptionOrigin(caption.origin())
          .setCaptionConfidence(caption.confidence());
    }
    if (mask.has("labels")) {
      stored.addAllLabels(spaces.labels(held.fingerprint(), held.gist()));
    }
    for (Layer layer : held.gist().getLayersList()) {
      stored.addLayerSizes(
          LayerSize.newBuilder().setKind(layer.getKind()).setSizeBytes(layer.getData().size()));
    }
    return mask.apply(stored);
  }

  /** The gist with the bytes of these layers only; all when none is named. */
  static Gist only(Gist gist, Set<LayerKind> layers) {
    if (layers.isEmpty()) {
      return gist;
    }
    Gist.Builder kept = gist.toBuilder().clearLayers();
    for (Layer layer : gist.getLayersList()) {
      if (layers.contains(layer.getKind())) {
        kept.addLayers(layer);
      }
    }
    return kept.build();
  }
}
