package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerSize;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.spaces.Space;
import java.util.List;

/**
 * Stored gists as answers show them. Not thread-safe: it counts the captions that it had to read.
 */
final class GistReport {
  /** Reading a caption takes the language model tens of milliseconds. */
  private static final int MAX_CAPTIONS_READ = 20;

  private final Space space;
  private int captionsRead;
  private GistKey latest;
  private Caption latestCaption = Caption.NONE;

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
      stored.setCaption(caption(held).text());
    }
    if (mask.wants("caption_origin")) {
      stored.setCaptionOrigin(caption(held).origin());
    }
    if (mask.wants("caption_confidence")) {
      stored.setCaptionConfidence(caption(held).confidence());
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

  /** The caption; none when there is none, or the call has read enough of them already. */
  Caption caption(HeldGist held) {
    if (!held.key().equals(latest)) {
      latest = held.key();
      latestCaption =
          space
              .captions()
              .known(held)
              .orElseGet(
                  () ->
                      captionsRead++ < MAX_CAPTIONS_READ
                          ? space.captions().shown(held)
                          : Caption.NONE);
    }
    return latestCaption;
  }

  List<String> labels(HeldGist held) {
    return space.labels(held.gist());
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
