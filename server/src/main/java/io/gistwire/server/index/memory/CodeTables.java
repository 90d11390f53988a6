package io.gistwire.server.index.memory;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.follow.Follower;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The codes of all gists of one fingerprint in memory, in inverted lists by their first byte, a
 * table for each tenant. Follows the log on one thread and begins with a snapshot; any thread may
 * search.
 */
public final class CodeTables implements Follower {
  private static final int SLICE_ROWS = 1024;

  private final GistDecoding decoding;
  private final Ledger ledger;
  private final TableUpdate update;
  private final SnapshotKeeper snapshots;
  private final boolean fromSnapshot;
  private final Sampler sampler;
  private final Map<String, GistTable> tables = new ConcurrentHashMap<>();
  private long position;

  /**
   * Tables that keep a snapshot.
   *
   * @param folder of the snapshot
   * @param mayWrite whether the snapshot is written now: not while an index is being built anew
   * @param fromSnapshot whether they begin with the snapshot, or with the log
   */
  public CodeTables(
      GistDecoding decoding,
      Ledger ledger,
      Path folder,
      BooleanSupplier mayWrite,
      boolean fromSnapshot) {
    this(
        decoding,
        ledger,
        new SnapshotKeeper(folder, decoding.fingerprint(), ledger.log(), mayWrite),
        fromSnapshot);
  }

  CodeTables(GistDecoding decoding, Ledger ledger, SnapshotKeeper snapshots, boolean fromSnapshot) {
    this.decoding = decoding;
    this.ledger = ledger;
    this.snapshots = snapshots;
    this.fromSnapshot = fromSnapshot;
    this.update = new TableUpdate(decoding);
    this.sampler = new Sampler(decoding.quantizer());
  }

  /** The tenant's table; an empty one for a tenant that has sent nothing. */
  GistTable table(String tenant) {
    GistTable table = tables.get(tenant);
    return table == null ? new GistTable(decoding.quantizer()) : table;
  }

  /** The gists whose codes score highest. */
  public NearestHits nearest(String tenant, NearestRequest request, Budget budget) {
    return new NearestSearch(table(tenant), decoding.quantizer(), request, budget).run();
  }

  /** Hands over all codes that pass a filter; returns their number. */
  public long scan(String tenant, GistFilter filter, Budget budget, Consumer<CodeBatch> to) {
    return new TableScan(table(tenant), filter, budget, to).run();
  }

  /** Whether a gist of the tenant is held now and passes a filter. */
  public Predicate<GistKey> passing(String tenant, GistFilter filter) {
    GistTable table = table(tenant);
    RowFilter rows = new RowFilter(table, filter);
    return key -> {
      int row = table.find(key);
      return row >= 0 && rows.test(row);
    };
  }

  /** Gists that pass a filter and whose PUT is after a position of the log. */
  public long countAfter(String tenant, GistFilter filter, long after) {
    return new RowFilter(table(tenant), filter).countAfter(after);
  }

  /** Ascending label numbers of a gist; empty when it is not held. */
  public Optional<int[]> labels(GistKey key) {
    return table(tenant(key)).labels(key);
  }

  /** Gists of a tenant. */
  public long gistCount(String tenant) {
    return table(tenant).columns().live();
  }

  /** Draws a sample of a tenant's codes. */
  public CodeSample sample(String tenant) {
    return sampler.draw(table(tenant));
  }

  /** Gists of all tenants. */
  public long gistCount() {
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
  public void keepSnapshot() {
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
