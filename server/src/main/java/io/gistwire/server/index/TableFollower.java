package io.gistwire.server.index;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.follow.Follower;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the tables of all tenants up with the log; begins with their snapshot. */
final class TableFollower implements Follower {
  private static final int SLICE_ROWS = 1024;

  private final GistDecoding decoding;
  private final Ledger ledger;
  private final TableUpdate update;
  private final SnapshotKeeper snapshots;
  private final boolean fromSnapshot;
  private final Map<String, GistTable> tables = new ConcurrentHashMap<>();
  private long position;

  /**
   * A follower that keeps a snapshot.
   *
   * @param fromSnapshot whether it begins with the snapshot, or with the log
   */
  TableFollower(
      GistDecoding decoding, Ledger ledger, SnapshotKeeper snapshots, boolean fromSnapshot) {
    this.decoding = decoding;
    this.ledger = ledger;
    this.snapshots = snapshots;
    this.fromSnapshot = fromSnapshot;
    this.update = new TableUpdate(decoding);
  }

  /** The tenant's table; an empty one for a tenant that has sent nothing. */
  GistTable table(String tenant) {
    GistTable table = tables.get(tenant);
    return table == null ? new GistTable(decoding.quantizer()) : table;
  }

  long gistCount() {
    return tables.values().stream().mapToLong(table -> table.columns().live()).sum();
  }

  @Override
  public long startPosition() {
    position = 0;
    if (fromSnapshot) {
      snapshots
          .read(decoding.quantizer())
          .ifPresent(
              snapshot -> {
                tables.putAll(snapshot.tables());
                position = snapshot.position();
              });
    }
    return position;
  }

  @Override
  public int sliceRows() {
    return SLICE_ROWS;
  }

  @Override
  public long restart() {
    tables.clear();
    position = 0;
    return position;
  }

  @Override
  public long apply(LedgerLog.Slice slice, long lastPosition) {
    for (LedgerEvent event : slice.events()) {
      if (event instanceof LedgerEvent.Put put) {
        onPut(put);
      } else if (event instanceof LedgerEvent.Layers layers) {
        onLayers(layers);
      } else if (event instanceof LedgerEvent.Delete delete) {
        onDelete(delete.key());
      }
    }
    position = slice.throughPosition();
    snapshots.applied(slice.events().size());
    if (lastPosition > position) {
      // Under steady load it may never be idle.
      snapshots.writeIfWorthIt(position, tables, this::gistCount);
    }
    return position;
  }

  @Override
  public void idle() {
    snapshots.writeIfWorthIt(position, tables, this::gistCount);
  }

  /** Writes what is new to the snapshot; to be called when its thread has ended. */
  void keepSnapshot() {
    snapshots.close(position, tables);
  }

  private void onPut(LedgerEvent.Put put) {
    if (put.fingerprint().equals(decoding.fingerprint())) {
      long captured = put.capturedMillis();
      write(put.key(), put.position(), captured, put.receivedMillis(), put.gist());
    }
  }

  /** The event has the new layers alone, and labels are coded given the embedding: read it all. */
  private void onLayers(LedgerEvent.Layers layers) {
    if (layers.fingerprint().equals(decoding.fingerprint())) {
      Optional<HeldGist> held = ledger.find(layers.key());
      if (held.isPresent()) {
        HeldGist gist = held.get();
        write(
            gist.key(), gist.position(), gist.capturedMillis(), gist.receivedMillis(), gist.gist());
      }
    }
  }

  private void write(GistKey key, long position, long captured, long received, Gist gist) {
    tables
        .computeIfAbsent(tenant(key), name -> new GistTable(decoding.quantizer()))
        .put(update.row(key, position, captured, received, gist));
  }

  private void onDelete(GistKey key) {
    GistTable table = tables.get(tenant(key));
    if (table != null) {
      table.delete(key);
    }
  }

  private static String tenant(GistKey key) {
    return key.epoch().source().tenant();
  }
}
