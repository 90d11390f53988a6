package io.gistwire.server.ledger.sqlite;

import io.gistwire.proto.v1.Layer;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.ReadConnections;
import io.gistwire.server.storage.SqliteFault;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The ledger in one SQLite file, {@code ledger.db}: write-ahead log, {@code synchronous=FULL}, one
 * writer with group commit, a few readers. It opens with any SQLite tool.
 */
public final class SqliteLedger implements Ledger, LedgerLog {
  /** Name of the file in the data folder. */
  public static final String FILE = "ledger.db";

  private final Path file;
  private final Leases leases = new Leases();
  private final EpochNames names = new EpochNames();
  private final EventReader events = new EventReader(names);
  private final HeldGistReader gists = new HeldGistReader(names);
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final TenantBytes tenantBytes = new TenantBytes();
  private final AtomicLong prunedThrough = new AtomicLong();
  private final ReadConnections readers;
  private final GroupCommit writer;
  private final Checkpointer checkpointer;
  private final LedgerUpkeep upkeep;

  private SqliteLedger(Path file, LedgerOptions options, LedgerWrites.Opener opener)
      throws SQLException {
    this.file = file;
    writer = new GroupCommit(file, opener, options, tenantBytes, this::notifyListeners);
    readers = new ReadConnections(file, options.readers());
    checkpointer = Checkpointer.start(file);
    listeners.add(checkpointer::committed);
    prunedThrough.set(readers.read(ExpiryWrites::prunedThrough));
    upkeep = new SqliteUpkeep(file, options, writer, readers, names, tenantBytes, prunedThrough);
  }

  /**
   * Opens the ledger of a locked folder, and makes or migrates it where needed.
   *
   * @throws IOException when the file is damaged, of a newer version, or cannot be read; the
   *     message states what to do
   */
  public static SqliteLedger open(DataFolder folder, LedgerOptions options) throws IOException {
    return open(folder, options, SqliteFile::openForWriting);
  }

  static SqliteLedger open(DataFolder folder, LedgerOptions options, LedgerWrites.Opener opener)
      throws IOException {
    Path file = folder.resolve(FILE);
    try {
      try (Connection connection = SqliteFile.openForWriting(file)) {
        LedgerMigrations.ALL.migrate(connection, file);
      }
      return new SqliteLedger(file, options, opener);
    } catch (SQLException e) {
      throw new IOException(
          "ledger " + file + " cannot be opened: " + e.getMessage() + SqliteFault.of(e).remedy(),
          e);
    }
  }

  private void notifyListeners(long position) {
    for (LongConsumer listener : listeners) {
      listener.accept(position);
    }
  }

  @Override
  public LedgerLog log() {
    return this;
  }

  @Override
  public LedgerUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public LedgerState state() {
    return writer.state();
  }

  @Override
  public CompletableFuture<EpochLease> lease(EpochKey epoch, long clockSkewMillis) {
    long now = System.currentTimeMillis();
    return writer.submit(
        writes -> {
          EpochRow row = writes.keys().epoch(epoch, now);
          row.source.clockSkewMillis = clockSkewMillis;
          writes.keys().changed(row.source);
          return leases.take(epoch, row.heldThrough);
        },
        1);
  }

  @Override
  public void release(EpochLease lease) {
    leases.release(lease);
  }

  @Override
  public CompletableFuture<Appended> append(
      EpochLease lease, List<? extends Submission> submissions) {
    long now = System.currentTimeMillis();
    return writer.submit(new AppendWrite(leases, lease, submissions, now), submissions.size());
  }

  @Override
  public CompletableFuture<LayersAdded> addLayers(
      EpochLease lease, long sequence, List<Layer> layers, int maxGistBytes) {
    long now = System.currentTimeMillis();
    return writer.submit(new AnswerWrite(leases, lease, sequence, layers, maxGistBytes, now), 1);
  }

  @Override
  public CompletableFuture<GistKey> create(
      SourceKey source, Optional<String> requestId, Submission.Put put) {
    return writer.submit(new CreateWrite(source, requestId, put, System.currentTimeMillis()), 1);
  }

  @Override
  public CompletableFuture<OptionalLong> delete(GistKey key) {
    return writer.submit(new DeleteWrite(key, System.currentTimeMillis()), 1);
  }

  @Override
  public Optional<HeldGist> find(GistKey key) {
    return readers.read(connection -> gists.find(connection, key));
  }

  @Override
  public boolean isMadeHere(EpochKey epoch) {
    return readers.read(connection -> SourceReader.isMadeHere(connection, epoch));
  }

  @Override
  public boolean isConsumed(GistKey key) {
    return readers.read(connection -> gists.isConsumed(connection, key));
  }

  @Override
  public List<HeldGist> newest(
      String tenant, List<String> sources, long beforePosition, int limit) {
    return readers.read(
        connection ->
            sources.isEmpty()
                ? gists.newest(connection, tenant, beforePosition, limit)
                : gists.newest(
                    connection,
                    SourceReader.ids(connection, tenant, sources),
                    beforePosition,
                    limit));
  }

  @Override
  public List<SourceRecord> sources(String tenant, String afterName, int limit) {
    return readers.read(connection -> SourceReader.sources(connection, tenant, afterName, limit));
  }

  @Override
  public long layerBytes(String tenant) {
    return tenantBytes.of(tenant);
  }

  @Override
  public LedgerStats stats(Optional<String> tenant, List<String> sources) {
    return readers.read(
        connection -> SourceReader.stats(connection, tenant, sources, SqliteFile.sizeBytes(file)));
  }

  @Override
  public long lastPosition() {
    return writer.durablePosition();
  }

  @Override
  public Slice readAfter(long position, int limit) {
    // Readers see a commit before its position is published. A follower that read beyond the last
    // position would take its own for one of another history and begin again.
    long published = writer.durablePosition();
    return readers.read(connection -> events.readAfter(connection, position, published, limit));
  }

  @Override
  public long prunedThrough() {
    return prunedThrough.get();
  }

  @Override
  public OptionalLong mark(long position) {
    return readers.read(connection -> events.mark(connection, position));
  }

  @Override
  public Subscription subscribe(LongConsumer listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    writer.close();
    checkpointer.close();
    readers.close();
  }
}
