package io.gistwire.server.gist;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerRequestState;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.session.LayersWanted;
import io.gistwire.server.session.SessionRegistry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Requests more layers of what devices sent. Thread-safe. */
final class LayerRequests {
  private static final int MAX_GISTS = 256;
  private static final int MAX_KINDS = 16;

  /** A longer one may take the place of what is held. */
  private static final Set<LayerKind> CONTINUED =
      EnumSet.of(
          LayerKind.LAYER_KIND_EMBEDDING,
          LayerKind.LAYER_KIND_LAYOUT,
          LayerKind.LAYER_KIND_STRUCTURE);

  private final Ledger ledger;
  private final SessionRegistry sessions;
  private final Function<GistKey, Gist> gists;

  /**
   * Requests about gists of a ledger.
   *
   * @param gists the gist of a key; refuses what is not there
   */
  LayerRequests(Ledger ledger, SessionRegistry sessions, Function<GistKey, Gist> gists) {
    this.ledger = ledger;
    this.sessions = sessions;
    this.gists = gists;
  }

  /**
   * Sends the request, or keeps it until the device is there.
   *
   * @throws Refusal {@code FIELD_INVALID}, {@code SOURCE_FORBIDDEN}, {@code NOT_FOUND}, {@code
   *     GIST_DELETED}, {@code REFINE_UNSUPPORTED} or {@code SERVER_BUSY}
   */
  RequestLayersResponse request(Caller caller, RequestLayersRequest request) {
    List<GistKey> keys = keys(caller, request);
    EpochKey epoch = keys.get(0).epoch();
    List<LayerKind> kinds = kinds(request);
    requireDevice(epoch, request.getNames(0));
    List<Long> sequences =
        keys.stream()
            .filter(key -> lacks(gists.apply(key), kinds))
            .map(GistKey::sequence)
            .distinct()
            .sorted()
            .toList();
    LayerRequestState state =
        sequences.isEmpty()
            ? LayerRequestState.LAYER_REQUEST_STATE_HELD
            : sessions.refine(epoch, new LayersWanted(sequences, kinds, maxBytesEach(request)));
    return RequestLayersResponse.newBuilder()
        .setState(state)
        .setAskedCount(sequences.size())
        .build();
  }

  private static List<GistKey> keys(Caller caller, RequestLayersRequest request) {
    int count = request.getNamesCount();
    if (count < 1 || count > MAX_GISTS) {
      throw Refusal.ofField("names", count + " names; 1 to " + MAX_GISTS + " are allowed");
    }
    List<GistKey> keys = new ArrayList<>();
    for (String name : request.getNamesList()) {
      keys.add(GistNames.key(caller, "names", name));
    }
    EpochKey first = keys.get(0).epoch();
    for (GistKey key : keys) {
      if (!key.epoch().equals(first)) {
        throw Refusal.ofField(
            "names",
            key.toName()
                + " is of another source or epoch than "
                + keys.get(0).toName()
                + "; ask for each epoch by itself");
      }
    }
    return keys;
  }

  private static List<LayerKind> kinds(RequestLayersRequest request) {
    int count = request.getLayersCount();
    if (count < 1 || count > MAX_KINDS) {
      throw Refusal.ofField("layers", count + " kinds; 1 to " + MAX_KINDS + " are allowed");
    }
    Set<LayerKind> seen = EnumSet.noneOf(LayerKind.class);
    for (LayerKind kind : request.getLayersList()) {
      boolean isKnown = kind != LayerKind.UNRECOGNIZED && kind != LayerKind.LAYER_KIND_UNSPECIFIED;
      if (!isKnown || !seen.add(kind)) {
        throw Refusal.ofField(
            "layers", kind + " is unknown or occurs twice there; name each kind once");
      }
    }
    return request.getLayersList();
  }

  private static int maxBytesEach(RequestLayersRequest request) {
    int asked = request.getMaxBytesEach();
    return asked < 0 ? Integer.MAX_VALUE : asked;
  }

  private void requireDevice(EpochKey epoch, String name) {
    if (ledger.isMadeHere(epoch)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_REFINE_UNSUPPORTED,
              name + " was made by CreateGist; no device can send more of it")
          .with("name", name);
    }
  }

  private static boolean lacks(Gist gist, List<LayerKind> kinds) {
    Set<LayerKind> held = EnumSet.noneOf(LayerKind.class);
    gist.getLayersList().forEach(layer -> held.add(layer.getKind()));
    held.removeAll(CONTINUED);
    return !held.containsAll(kinds);
  }
}
