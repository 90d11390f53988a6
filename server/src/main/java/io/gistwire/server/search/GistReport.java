package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerSize;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.spaces.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored gists as answers show them. Not thread-safe: it counts the captions that it had to read.
 */
final class GistReport {
  /** Reading a caption takes the language model tens of milliseconds. */
  private static final int MAX_CAPTIONS_READ = 20;

  private final Space space;
  private int captionsRead;

  GistReport(Space space) {
    this.space = space;
  }

  StoredGist of(HeldGist held, GistMask mask) {
    StoredGist.Builder stored = StoredGist.newBuilder();
    addIdentity(stored, held, mask);
    if (mask.wants("gist")) {
      stored.setGist(held.gist());
    }
    if (mask.wants("caption")) {
      stored.setCaption(caption(held));
    }
    if (mask.wants("labels")) {
      stored.addAllLabels(labels(held));
    }
    if (mask.wants("layer_sizes")) {
      for (Layer layer : held.gist().getLayersList()) {
        stored.addLayerSizes(
            LayerSize.newBuilder().setKind(layer.getKind()).setSizeBytes(layer.getData().size()));
      }
    }
    return stored.build();
  }

  private static void addIdentity(StoredGist.Builder stored, HeldGist held, GistMask mask) {
    if (mask.wants("name")) {
      stored.setName(held.key().toName());
    }
    if (mask.wants("code_fingerprint")) {
      stored.setCodeFingerprint(ByteString.copyFrom(held.fingerprint().toByteArray()));
    }
    if (mask.wants("epoch")) {
      stored.setEpoch(held.key().epoch().epoch());
    }
    if (mask.wants("sequence")) {
      stored.setSequence(held.key().sequence());
    }
    if (mask.wants("position")) {
      stored.setPosition(held.changedPosition());
    }
    if (mask.wants("receive_time")) {
      stored.setReceiveTime(Timestamps.fromMillis(held.receivedMillis()));
    }
    if (mask.wants("capture_time")) {
      stored.setCaptureTime(Timestamps.fromMillis(held.capturedMillis()));
    }
  }

  /** The caption; empty when there is none, or the call has read enough of them already. */
  String caption(HeldGist held) {
    return space
        .index()
        .caption(held.key())
        .orElseGet(
            () -> captionsRead++ < MAX_CAPTIONS_READ ? space.decoding().caption(held.gist()) : "");
  }

  List<String> labels(HeldGist held) {
    List<String> names = new ArrayList<>();
    for (int label : space.decoding().labels(held.gist())) {
      names.add(space.pack().labels().get(label));
    }
    return names;
  }

  /** The stored small picture; empty when the gist has none. */
  static ByteString preview(HeldGist held) {
    for (Layer layer : held.gist().getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_THUMBNAIL) {
        return layer.getData();
      }
    }
    return ByteString.EMPTY;
  }
}
