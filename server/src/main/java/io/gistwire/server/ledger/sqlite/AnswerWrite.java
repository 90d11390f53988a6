package io.gistwire.server.ledger.sqlite;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LayerAddition;
import io.gistwire.server.ledger.LayerBytes;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.Submission;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Adds later layers to a gist that is held. */
final class AnswerWrite implements LedgerWrite<LayersAdded> {
  private final Leases leases;
  private final EpochLease lease;
  private final long sequence;
  private final List<Layer> layers;
  private final int maxGistBytes;
  private final long receivedMillis;

  AnswerWrite(
      Leases leases,
      EpochLease lease,
      long sequence,
      List<Layer> layers,
      int maxGistBytes,
      long receivedMillis) {
    this.leases = leases;
    this.lease = lease;
    this.sequence = sequence;
    this.layers = layers;
    this.maxGistBytes = maxGistBytes;
    this.receivedMillis = receivedMillis;
  }

  @Override
  public LayersAdded run(LedgerWrites writes) throws SQLException, LedgerException {
    leases.require(lease);
    EpochRow epoch = writes.keys().epoch(lease.epoch(), receivedMillis);
    Optional<ConsumedEntries.LiveEntry> live = writes.entries().live(epoch, sequence);
    if (live.isEmpty()) {
      return absent(epoch);
    }
    LayerAddition addition = LayerAddition.of(live.get().gist(), layers);
    if (addition instanceof LayerAddition.Conflict conflict) {
      return LayersAdded.refused(ErrorReason.ERROR_REASON_LAYER_CONFLICT, conflict.message());
    }
    List<Layer> fresh = ((LayerAddition.Fresh) addition).layers();
    return fresh.isEmpty() ? LayersAdded.HELD : add(writes, epoch, live.get(), fresh);
  }

  private LayersAdded absent(EpochRow epoch) {
    GistKey key = new GistKey(epoch.key, sequence);
    if (sequence > epoch.heldThrough) {
      return LayersAdded.refused(
          ErrorReason.ERROR_REASON_NOT_FOUND,
          key.toName() + " is not held; send its gist first and wait for the ack");
    }
    return LayersAdded.refused(
        ErrorReason.ERROR_REASON_GIST_DELETED,
        key.toName() + " was removed: deleted, aged out, skipped or rejected");
  }

  private LayersAdded add(
      LedgerWrites writes, EpochRow epoch, ConsumedEntries.LiveEntry live, List<Layer> fresh)
      throws SQLException {
    Gist merged = LayerAddition.merged(live.gist(), fresh);
    if (merged.getSerializedSize() > maxGistBytes) {
      return LayersAdded.refused(
          ErrorReason.ERROR_REASON_GIST_TOO_LARGE,
          "with these layers the gist has "
              + merged.getSerializedSize()
              + " bytes; at most "
              + maxGistBytes
              + " are allowed");
    }
    byte[] payload = Gist.newBuilder().addAllLayers(fresh).build().toByteArray();
    long digest = Submission.digest(live.fingerprint(), payload);
    long position =
        writes
            .log()
            .append(
                EventCode.LAYERS,
                epoch,
                sequence,
                sequence,
                receivedMillis,
                live.codeId(),
                null,
                digest,
                payload);
    long layerBytes = LayerBytes.of(merged);
    writes.entries().addLater(epoch, sequence, position, layerBytes);
    epoch.source.layerBytes += layerBytes - LayerBytes.of(live.gist());
    epoch.source.lastReceiveMillis = receivedMillis;
    writes.keys().changed(epoch.source);
    return LayersAdded.STORED;
  }
}
