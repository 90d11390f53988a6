package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.ClusterSettings;
import io.gistwire.cluster.store.DocumentStore;
import io.gistwire.cluster.store.IndexSetup;
import io.gistwire.cluster.store.Rest;
import io.gistwire.cluster.store.StoreException;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * The ledger in OpenSearch, shared by any number of servers. A write is acked when at least two
 * copies of its documents and of the commit that names them are synced. Thread-safe.
 */
public final class OpenSearchLedger implements Ledger, LedgerLog {
  private static final System.Logger LOG = System.getLogger(OpenSearchLedger.class.getName());

  /** How often commits of other servers are looked for. */
  private static final long FOLLOW_MILLIS = 200;

  private static final long CHECKPOINT_SECONDS = 30;

  /** How long a start waits for OpenSearch. */
  private static final long OPEN_SECONDS = 60;

  private static final long OPEN_PAUSE_MILLIS = 500;

  /** How long events of deleted gists stay in the log for followers. */
  private static final long TOMBSTONE_MILLIS = 30L * 24 * 60 * 60 * 1000;

  private final LedgerFold fold = new LedgerFold();
  private final Leases leases = new Leases();
  private final StoreGate gate = new StoreGate();
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor acks = acks();
  private final ScheduledExecutorService timer;
  private final Rest rest;
  private final LedgerDocuments documents;
  private final History history;
  private final Chain chain;
  private final Checkpoints checkpoints;
  private final EventReader events;
  private final GistReader gists;
  private final GroupWriter writer;
  private final LedgerUpkeep upkeep;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OpenSearchLedger(Rest rest, ClusterSettings settings, long tombstoneMillis)
      throws IOException, InterruptedException {
    this.rest = rest;
    DocumentStore store = new DocumentStore(rest, settings.requiredCopies());
    documents = LedgerDocuments.of(store, settings.prefix());
    setUp(rest, settings);
    history = new History(documents);
    checkpoints = new Checkpoints(documents);
    chain = new Chain(documents, fold, gate, UUID.randomUUID().toString(), this::applied);
    history.begin(checkpoints.load(fold));
    history.include(chain.open());
    documents.store().refresh(documents.chain());
    events = new EventReader(documents, fold, history);
    gists = new GistReader(documents, fold, history, chain);
    Claims claims = new Claims(store, gate);
    writer =
        new GroupWriter(
            chain, claims, gate, fold, () -> new Round(fold, documents, leases, history), acks);
    upkeep = new OpenSearchUpkeep(documents, fold, history, writer, gate, tombstoneMillis);
    timer =
        Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "cluster-ledger-follow"));
    timer.scheduleWithFixedDelay(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(
        this::checkpoint, CHECKPOINT_SECONDS, CHECKPOINT_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Connects, makes the indices where they are missing, and reads what is committed.
   *
   * @throws IOException when OpenSearch does not answer, or its indices are of another version; the
   *     message contains the remedy
   */
  public static OpenSearchLedger open(ClusterSettings settings)
      throws IOException, InterruptedException {
    return open(settings, TOMBSTONE_MILLIS);
  }

  static OpenSearchLedger open(ClusterSettings settings, long tombstoneMillis)
      throws IOException, InterruptedException {
    Rest rest = Rest.open(settings);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
    while (true) {
      try {
        return new OpenSearchLedger(rest, settings, tombstoneMillis);
      } catch (StoreException e) {
        // A node that was lost just now: OpenSearch names new primaries within seconds.
        if (System.nanoTime() > end) {
          rest.close();
          throw new IOException(
              "the ledger in OpenSearch cannot be opened at "
                  + settings.hosts()
                  + ": "
                  + e.getMessage()
                  + "; check the health of the cluster",
              e);
        }
        Thread.sleep(OPEN_PAUSE_MILLIS);
      } catch (IOException | RuntimeException e) {
        rest.close();
        throw e;
      }
    }
  }

  /** Makes the indices where they are missing. */
  static void setUp(Rest rest, ClusterSettings settings) throws IOException {
    IndexSetup setup = new IndexSetup(rest, settings.replicas());
    setup.require(settings.prefix() + "-gists", "gists.json", settings.gistShards());
    setup.require(settings.prefix() + "-ledger", "ledger.json", 1);
  }

  /** One thread, which ends when it has nothing to do: also that of a start that failed. */
  private static ThreadPoolExecutor acks() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> daemon(work, "cluster-ledger-acks"));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void applied(Commit commit) {
    history.add(commit);
    if (commit.lastPosition() >= commit.firstPosition()) {
      acks.execute(
          () -> {
            for (LongConsumer listener : listeners) {
              listener.accept(commit.lastPosition());
            }
          });
    }
  }

  private void follow() {
    try {
      chain.follow();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "the ledger's head was not read", e);
    } catch (RuntimeException e) {
      if (gate.isClosing()) {
        return;
      }
      gate.broken("the ledger in OpenSearch cannot be followed: " + e.getMessage());
    }
  }

  private void checkpoint() {
    try {
      checkpoints.write(fold);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "no checkpoint was written", e);
    }
  }

  /** A read of OpenSearch; failures reach the caller, who may try again. */
  @FunctionalInterface
  private interface Read<T> {
    T get() throws StoreException;
  }

  private static <T> T read(Read<T> read) {
    try {
      return read.get();
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
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
    return gate.state();
  }

  @Override
  public CompletableFuture<EpochLease> lease(EpochKey epoch, long clockSkewMillis) {
    return writer.submit(new LeaseWrite(epoch, clockSkewMillis, leases));
  }

  @Override
  public void release(EpochLease lease) {
    leases.release(lease);
  }

  @Override
  public CompletableFuture<Appended> append(
      EpochLease lease, List<? extends Submission> submissions) {
    return writer.submit(new AppendWrite(lease, submissions, System.currentTimeMillis()));
  }

  @Override
  public CompletableFuture<LayersAdded> addLayers(
      EpochLease lease, long sequence, List<Layer> layers, int maxGistBytes) {
    long now = System.currentTimeMillis();
    return writer.submit(new LayersWrite(lease, sequence, layers, maxGistBytes, now));
  }

  @Override
  public CompletableFuture<GistKey> create(
      SourceKey source, Optional<String> requestId, Submission.Put put) {
    return writer.submit(new CreateWrite(source, requestId, put, System.currentTimeMillis()));
  }

  @Override
  public CompletableFuture<OptionalLong> delete(GistKey key) {
    return writer.submit(new DeleteWrite(key, System.currentTimeMillis()));
  }

  @Override
  public Optional<HeldGist> find(GistKey key) {
    return read(() -> gists.find(key));
  }

  @Override
  public boolean isMadeHere(EpochKey epoch) {
    OptionalLong unary = fold.unaryEpoch(epoch.source());
    return unary.isPresent() && unary.getAsLong() == epoch.epoch();
  }

  @Override
  public boolean isConsumed(GistKey key) {
    return read(() -> gists.isConsumed(key));
  }

  @Override
  public List<HeldGist> newest(
      String tenant, List<String> sources, long beforePosition, int limit) {
    return read(() -> gists.newest(tenant, sources, beforePosition, limit));
  }

  @Override
  public List<SourceRecord> sources(String tenant, String afterName, int limit) {
    return fold.sources(tenant, afterName, limit);
  }

  @Override
  public long layerBytes(String tenant) {
    return fold.layerBytes(tenant);
  }

  @Override
  public LedgerStats stats(Optional<String> tenant, List<String> sources) {
    return fold.stats(tenant, sources, read(this::storedBytes));
  }

  private long storedBytes() throws StoreException {
    return rest.json(
            "GET",
            "/" + documents.gists() + "," + documents.chain() + "/_stats/store",
            Map.of(),
            null)
        .require(200)
        .path("_all")
        .path("primaries")
        .path("store")
        .path("size_in_bytes")
        .asLong();
  }

  @Override
  public long lastPosition() {
    return fold.lastPosition();
  }

  @Override
  public Slice readAfter(long position, int limit) {
    return read(() -> events.readAfter(position, limit));
  }

  @Override
  public long prunedThrough() {
    return fold.prunedThrough();
  }

  @Override
  public OptionalLong mark(long position) {
    return read(() -> events.mark(position));
  }

  @Override
  public Subscription subscribe(LongConsumer listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    writer.close();
    timer.shutdown();
    checkpoint();
    acks.shutdown();
    try {
      rest.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing the connections failed", e);
    }
  }
}
