package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LayerAddition;
import io.gistwire.server.ledger.LayerBytes;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.LedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Adds later layers to a gist that is held. They are written to the gist's document first and count
 * once a commit names them; what a lost server left uncommitted is committed with the next try.
 */
final class LayersWrite extends PendingWrite<LayersAdded> {
  private final EpochLease lease;
  private final GistKey key;
  private final List<Layer> layers;
  private final int maxGistBytes;
  private final long receivedMillis;
  private final String partId = UUID.randomUUID().toString();
  private LayersAdded outcome = LayersAdded.HELD;
  private @Nullable GistDocument changed;
  private @Nullable GistDocument stamped;
  private Claims.@Nullable Claim claim;
  private long term;

  LayersWrite(
      EpochLease lease, long sequence, List<Layer> layers, int maxGistBytes, long receivedMillis) {
    this.lease = lease;
    this.key = new GistKey(lease.epoch(), sequence);
    this.layers = layers;
    this.maxGistBytes = maxGistBytes;
    this.receivedMillis = receivedMillis;
  }

  @Override
  Optional<GistKey> keyToRead() {
    return Optional.of(key);
  }

  @Override
  void plan(Round round) throws LedgerException, StoreException {
    claim = null;
    changed = null;
    stamped = null;
    term = round.leases.require(lease, round.fold);
    boolean isPlanned =
        key.sequence() > round.fold.epoch(key.epoch()).heldThrough()
            && key.sequence() <= round.heldThrough(key.epoch());
    if (isPlanned || !round.touch(key)) {
      goOn();
      return;
    }
    if (key.sequence() > round.fold.epoch(key.epoch()).heldThrough()) {
      outcome =
          LayersAdded.refused(
              ErrorReason.ERROR_REASON_NOT_FOUND,
              key.toName() + " is not held; send its gist first and wait for the ack");
      return;
    }
    Optional<LedgerDocuments.Held> held = round.gist(key);
    if (held.isEmpty() || !held.get().gist().isLive()) {
      outcome =
          LayersAdded.refused(
              ErrorReason.ERROR_REASON_GIST_DELETED,
              key.toName() + " is deleted, aged out, skipped or rejected");
      return;
    }
    add(round, held.get());
  }

  private void add(Round round, LedgerDocuments.Held held) {
    GistDocument document = held.gist();
    Gist present = document.merged();
    LayerAddition addition = LayerAddition.of(present, layers);
    if (addition instanceof LayerAddition.Conflict conflict) {
      outcome = LayersAdded.refused(ErrorReason.ERROR_REASON_LAYER_CONFLICT, conflict.message());
      return;
    }
    List<Layer> fresh = ((LayerAddition.Fresh) addition).layers();
    Gist merged = LayerAddition.merged(present, fresh);
    if (!fresh.isEmpty() && merged.getSerializedSize() > maxGistBytes) {
      outcome =
          LayersAdded.refused(
              ErrorReason.ERROR_REASON_GIST_TOO_LARGE,
              "with these layers the gist has "
                  + merged.getSerializedSize()
                  + " bytes; at most "
                  + maxGistBytes
                  + " are allowed");
      return;
    }
    List<GistDocument.Part> parts = new ArrayList<>(document.laterParts());
    if (!fresh.isEmpty()) {
      byte[] bytes = Gist.newBuilder().addAllLayers(fresh).build().toByteArray();
      int grown = LayerBytes.of(merged) - LayerBytes.of(present);
      parts.add(new GistDocument.Part(partId, bytes, grown, 0));
    }
    if (parts.stream().noneMatch(part -> part.position() == 0)) {
      outcome = LayersAdded.HELD;
      return;
    }
    outcome = LayersAdded.STORED;
    changed = document.withParts(parts, LayerBytes.of(merged), Math.max(term, document.term()));
    claim = round.claim(new Claims.Claim(held.stored(), changed, term));
  }

  @Override
  void enter(Round round, Draft draft) throws LedgerException {
    if (claim == null || changed == null) {
      return;
    }
    if (draft.epoch(key.epoch()).term() != term) {
      throw new FencedException(key.epoch());
    }
    if (claim.isLost()) {
      goOn();
      return;
    }
    List<GistDocument.Part> parts = new ArrayList<>();
    for (GistDocument.Part part : changed.laterParts()) {
      parts.add(part.position() == 0 ? part.at(enter(draft, part)) : part);
    }
    stamped = changed.withParts(parts, changed.layerBytes(), changed.term());
  }

  private long enter(Draft draft, GistDocument.Part part) {
    return draft.add(
        CommitEntry.layers(
            key.epoch(), key.sequence(), term, receivedMillis, part.bytes(), part.id()));
  }

  @Override
  void settle(Round round) {
    if (claim != null && stamped != null && !isUnfinished() && !isRefused()) {
      round.stamp(claim.then(stamped));
    }
  }

  @Override
  LayersAdded result() {
    return outcome;
  }
}
