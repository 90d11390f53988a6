package io.gistwire.cluster.ledger;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LayerAddition;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one sequence. It counts only when its epoch's commits reach the sequence.
 *
 * @param epoch 16 hexadecimal digits
 * @param state {@link #LIVE}, {@link #DELETED}, {@link #SKIPPED} or {@link #REJECTED}
 * @param term lease of the epoch that wrote it; a document is only replaced by the same or a later
 *     one
 * @param received the server's clock, milliseconds
 * @param captured the client's clock, milliseconds; 0 where unknown
 * @param digest of what was submitted
 * @param layerBytes of all layers
 * @param payload the gist as it was submitted
 * @param parts later layers
 * @param requestId of the single call that made it
 * @param reason number of the reason of a rejection
 * @param deletion random id of the deletion
 * @param deletedAt position of the deletion; 0 while it is not committed
 * @param deletedMillis the server's clock at the deletion
 */
record GistDocument(
    String tenant,
    String source,
    String epoch,
    long sequence,
    String state,
    long term,
    long received,
    long captured,
    @Nullable String fingerprint,
    long digest,
    int layerBytes,
    byte @Nullable [] payload,
    @Nullable List<Part> parts,
    @Nullable String requestId,
    int reason,
    @Nullable String message,
    @Nullable String deletion,
    long deletedAt,
    long deletedMillis) {
  static final String LIVE = "live";
  static final String DELETED = "deleted";
  static final String SKIPPED = "skipped";
  static final String REJECTED = "rejected";

  /**
   * Layers that were received later.
   *
   * @param id random
   * @param layers a serialised Gist with nothing else
   * @param bytes by which the layer bytes of the gist grew
   * @param position of the LAYERS event; 0 while it is not committed
   */
  record Part(String id, byte[] layers, int bytes, long position) {
    Part at(long newPosition) {
      return new Part(id, layers, bytes, newPosition);
    }
  }

  static GistDocument live(
      GistKey key, Submission.Put put, long term, long receivedMillis, @Nullable String requestId) {
    return new GistDocument(
        key.epoch().source().tenant(),
        key.epoch().source().source(),
        key.epoch().toHex(),
        key.sequence(),
        LIVE,
        term,
        receivedMillis,
        Payload.parse(put.payload()).getCaptureTimeMillis(),
        put.fingerprint().toString(),
        put.digest(),
        put.layerBytes(),
        put.payload(),
        null,
        requestId,
        0,
        null,
        null,
        0,
        0);
  }

  static GistDocument rejected(
      GistKey key, Submission.Reject reject, long term, long receivedMillis) {
    return empty(key, REJECTED, term, receivedMillis, reject.digest())
        .withReason(reject.reason().getNumber(), reject.message());
  }

  /** Keeps the place of a sequence that will never come, against writes of older leases. */
  static GistDocument skipped(GistKey key, long term, long receivedMillis) {
    return empty(key, SKIPPED, term, receivedMillis, 0);
  }

  private static GistDocument empty(
      GistKey key, String state, long term, long receivedMillis, long digest) {
    return new GistDocument(
        key.epoch().source().tenant(),
        key.epoch().source().source(),
        key.epoch().toHex(),
        key.sequence(),
        state,
        term,
        receivedMillis,
        0,
        null,
        digest,
        0,
        null,
        null,
        null,
        0,
        null,
        null,
        0,
        0);
  }

  private GistDocument withReason(int number, String text) {
    return new GistDocument(
        tenant,
        source,
        epoch,
        sequence,
        state,
        term,
        received,
        captured,
        fingerprint,
        digest,
        layerBytes,
        payload,
        parts,
        requestId,
        number,
        text,
        deletion,
        deletedAt,
        deletedMillis);
  }

  /** Without its bytes; the digest stays, so that a gist that is sent again is compared. */
  GistDocument deleted(String id, long millis) {
    return new GistDocument(
        tenant,
        source,
        epoch,
        sequence,
        DELETED,
        term,
        received,
        captured,
        null,
        digest,
        layerBytes,
        null,
        null,
        requestId,
        0,
        null,
        id,
        0,
        millis);
  }

  GistDocument deletedAt(long position) {
    return new GistDocument(
        tenant,
        source,
        epoch,
        sequence,
        state,
        term,
        received,
        captured,
        fingerprint,
        digest,
        layerBytes,
        payload,
        parts,
        requestId,
        reason,
        message,
        deletion,
        position,
        deletedMillis);
  }

  /** With other later layers. */
  GistDocument withParts(List<Part> others, int newLayerBytes, long newTerm) {
    return new GistDocument(
        tenant,
        source,
        epoch,
        sequence,
        state,
        newTerm,
        received,
        captured,
        fingerprint,
        digest,
        newLayerBytes,
        payload,
        others,
        requestId,
        reason,
        message,
        deletion,
        deletedAt,
        deletedMillis);
  }

  boolean isLive() {
    return LIVE.equals(state);
  }

  EpochKey epochKey() {
    return new EpochKey(new SourceKey(tenant, source), Long.parseUnsignedLong(epoch, 16));
  }

  GistKey key() {
    return new GistKey(epochKey(), sequence);
  }

  CodeFingerprint codeFingerprint() {
    return CodeFingerprint.parse(String.valueOf(fingerprint));
  }

  List<Part> laterParts() {
    return parts == null ? List.of() : parts;
  }

  /** The gist as it was submitted. */
  Gist submitted() {
    return Payload.parse(payload == null ? new byte[0] : payload);
  }

  /** The gist with all its layers. */
  Gist merged() {
    Gist gist = submitted();
    for (Part part : laterParts()) {
      gist = LayerAddition.merged(gist, Payload.parse(part.layers()).getLayersList());
    }
    return gist;
  }

  /** The same with one more part, or one replaced. */
  List<Part> partsWith(Part part) {
    List<Part> all = new ArrayList<>(laterParts());
    all.removeIf(other -> other.id().equals(part.id()));
    all.add(part);
    return all;
  }
}
