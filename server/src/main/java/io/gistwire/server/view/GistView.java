package io.gistwire.server.view;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerSize;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows stored gists in one answer. Not thread-safe: it counts the captions that it had to read,
 * because the store had not got them yet.
 */
public final class GistView {
  private static final List<String> CAPTION =
      List.of("caption", "caption_origin", "caption_confidence");

  private final PackIndexes indexes;
  private final int maxCaptionsRead;
  private final Map<GistKey, Caption> known = new HashMap<>();
  private int captionsRead;

  private GistView(PackIndexes indexes, int maxCaptionsRead) {
    this.indexes = indexes;
    this.maxCaptionsRead = maxCaptionsRead;
  }

  /** A view that reads every caption which the store has not got yet, a few milliseconds each. */
  public static GistView of(PackIndexes indexes) {
    return new GistView(indexes, Integer.MAX_VALUE);
  }

  /** A view that reads so many captions at most; further ones are empty. */
  public static GistView readingAtMost(int captions, PackIndexes indexes) {
    return new GistView(indexes, captions);
  }

  /** Reads what the store has of the captions of a page at once, if the mask wants captions. */
  public void prepare(Collection<HeldGist> page, GistMask mask) {
    if (CAPTION.stream().anyMatch(mask::has)) {
      prepare(page);
    }
  }

  /** Reads what the store has of the captions of a page at once. */
  public void prepare(Collection<HeldGist> page) {
    known.clear();
    Map<CodeFingerprint, List<HeldGist>> byCode =
        page.stream().collect(Collectors.groupingBy(HeldGist::fingerprint));
    byCode.forEach(
        (code, gists) ->
            indexes
                .find(code)
                .ifPresent(packIndex -> known.putAll(packIndex.captions().knownOf(gists))));
  }

  /** The fields that are wanted. */
  public StoredGist show(HeldGist held, GistMask mask) {
    return show(held, mask, Set.of());
  }

  /**
   * The fields that are wanted.
   *
   * @param layers whose bytes are wanted; empty means all
   */
  public StoredGist show(HeldGist held, GistMask mask, Set<LayerKind> layers) {
    StoredGist.Builder stored = StoredGist.newBuilder();
    addIdentity(stored, held, mask);
    addTimes(stored, held, mask);
    addCaption(stored, held, mask);
    if (mask.has("gist")) {
      stored.setGist(only(held.gist(), layers));
    }
    if (mask.has("labels")) {
      stored.addAllLabels(labels(held));
    }
    if (mask.has("layer_sizes")) {
      for (Layer layer : held.gist().getLayersList()) {
        stored.addLayerSizes(
            LayerSize.newBuilder().setKind(layer.getKind()).setSizeBytes(layer.getData().size()));
      }
    }
    return mask.apply(stored);
  }

  private static void addIdentity(StoredGist.Builder stored, HeldGist held, GistMask mask) {
    if (mask.has("name")) {
      stored.setName(held.key().toName());
    }
    if (mask.has("code_fingerprint")) {
      stored.setCodeFingerprint(ByteString.copyFrom(held.fingerprint().toByteArray()));
    }
    if (mask.has("epoch")) {
      stored.setEpoch(held.key().epoch().epoch());
    }
    if (mask.has("sequence")) {
      stored.setSequence(held.key().sequence());
    }
    if (mask.has("position")) {
      stored.setPosition(held.changedPosition());
    }
  }

  private static void addTimes(StoredGist.Builder stored, HeldGist held, GistMask mask) {
    if (mask.has("receive_time")) {
      stored.setReceiveTime(Timestamps.fromMillis(held.receivedMillis()));
    }
    if (mask.has("capture_time")) {
      stored.setCaptureTime(Timestamps.fromMillis(held.capturedMillis()));
    }
  }

  private void addCaption(StoredGist.Builder stored, HeldGist held, GistMask mask) {
    if (mask.has("caption")) {
      stored.setCaption(caption(held).text());
    }
    if (mask.has("caption_origin")) {
      stored.setCaptionOrigin(caption(held).origin());
    }
    if (mask.has("caption_confidence")) {
      stored.setCaptionConfidence(caption(held).confidence());
    }
  }

  /** The shown caption; none where there is none, or the view has read enough of them already. */
  public Caption caption(HeldGist held) {
    return known.computeIfAbsent(held.key(), key -> read(held));
  }

  private Caption read(HeldGist held) {
    Optional<Captions> captions = indexes.find(held.fingerprint()).map(PackIndex::captions);
    Optional<Caption> stored = captions.flatMap(store -> store.known(held));
    if (captions.isPresent() && stored.isEmpty() && captionsRead < maxCaptionsRead) {
      captionsRead++;
      return captions.get().shown(held);
    }
    return stored.orElse(Caption.NONE);
  }

  /** Names of the labels of the attributes layer, in the pack's order. */
  public List<String> labels(HeldGist held) {
    return indexes.labels(held);
  }

  /** The gist with the bytes of these layers only; all when none is named. */
  public static Gist only(Gist gist, Set<LayerKind> layers) {
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

  /** The stored small picture; empty when the gist has none. */
  public static ByteString preview(HeldGist held) {
    for (Layer layer : held.gist().getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_THUMBNAIL) {
        return layer.getData();
      }
    }
    return ByteString.EMPTY;
  }
}
