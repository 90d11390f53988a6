package io.gistwire.server.watch.matching;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchStore;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * All standing queries of a server, matched as gists become durable. Thread-safe.
 *
 * <p>{@link #tick} wants to be called every few seconds.
 */
public final class Watches implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Watches.class);

  private record Key(String tenant, String name) {}

  private final Ledger ledger;
  private final PackIndexes indexes;
  private final Clock clock;
  private final WatchStore store;
  private final WatchCompiler compiler;
  private final AlertHub hub = new AlertHub();
  private final Map<Key, CompiledWatch> compiled = new ConcurrentHashMap<>();
  private final Map<Key, CodeSample> backgrounds = new HashMap<>();
  private final WatchFollower codes;
  private final WatchFollower captions;
  private final LogFollower codeThread;
  private final LogFollower captionThread;
  private final WatchSet set = new WatchSet(List.of());
  private final long maxAlerts;

  private Watches(
      WatchStore store,
      Ledger ledger,
      PackIndexes indexes,
      CaptionStems stems,
      long maxAlerts,
      Clock clock) {
    this.maxAlerts = maxAlerts;
    this.store = store;
    this.ledger = ledger;
    this.indexes = indexes;
    this.clock = clock;
    this.compiler = new WatchCompiler(indexes, stems);
    long last = ledger.log().lastPosition();
    int clipped = store.clipAfterPositions(last);
    if (clipped > 0) {
      LOG.warnf(
          "%d watches were made after position %d, where the ledger ends: it is an older copy; they"
              + " look at what comes",
          clipped, last);
    }
    store.watches().forEach(this::compile);
    this.codes = follower(WatchFollower.Lane.CODES, stems);
    this.captions = follower(WatchFollower.Lane.CAPTIONS, stems);
    this.codeThread = LogFollower.start("watches", ledger.log(), codes);
    this.captionThread = LogFollower.start("caption-watches", ledger.log(), captions);
  }

  private WatchFollower follower(WatchFollower.Lane lane, CaptionStems stems) {
    return new WatchFollower(lane, store, ledger, indexes, stems, set, hub, clock);
  }

  /**
   * Compiles the watches of a store and starts to follow the log.
   *
   * @param store closed with it
   * @param stems that splits captions into words as the index does
   * @param maxAlerts most alerts that are kept of a watch; the oldest are deleted
   */
  public static Watches open(
      WatchStore store,
      Ledger ledger,
      PackIndexes indexes,
      CaptionStems stems,
      long maxAlerts,
      Clock clock) {
    try {
      return new Watches(store, ledger, indexes, stems, maxAlerts, clock);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Watches with a webhook, and what each has not delivered; empty where the engine keeps none. */
  public Optional<Hooks> hooks() {
    return store.hooks().map(deliveries -> new Hooks(store, deliveries));
  }

  /** The store. */
  public WatchStore store() {
    return store;
  }

  public WatchCompiler compiler() {
    return compiler;
  }

  public AlertHub hub() {
    return hub;
  }

  public Clock clock() {
    return clock;
  }

  public Ledger ledger() {
    return ledger;
  }

  public PackIndexes indexes() {
    return indexes;
  }

  /** Every gist up to here was looked at by codes, labels and words. */
  public long position() {
    return Math.min(codeThread.position(), captionThread.position());
  }

  /** Every gist up to here was looked at by codes and labels. */
  public long codePosition() {
    return codeThread.position();
  }

  /** Waits until codes, labels and words were matched up to a position. */
  public boolean await(long position, long timeoutMillis) throws InterruptedException {
    return codeThread.await(position, timeoutMillis)
        && captionThread.await(position, timeoutMillis);
  }

  /** Sends progress on every stream of alerts; at least every 15 seconds. Returns at once. */
  public void signsOfLife() {
    hub.signsOfLife();
  }

  /** Log positions that codes and labels were not matched on yet. */
  public long lagPositions() {
    return codeThread.lag();
  }

  /**
   * Checks that a tenant has a watch; reads the disk for one that is not matched now.
   *
   * @throws Refusal {@code NOT_FOUND} when it has not
   */
  public void requireThere(String tenant, String name) {
    if (!compiled.containsKey(new Key(tenant, name)) && store.watch(tenant, name).isEmpty()) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_NOT_FOUND,
              Refusal.shown(name) + " does not exist; ListWatches tells those that do")
          .with("name", name);
    }
  }

  /** Watches kept of a tenant; reads the disk. */
  public int count(String tenant) {
    return store.count(tenant);
  }

  /** Watches kept, of all tenants. */
  public int count() {
    return compiled.size();
  }

  /** Adds a watch; false when its name is taken. It looks at gists that become durable later. */
  public synchronized boolean add(StoredWatch watch) {
    if (!store.add(watch)) {
      return false;
    }
    compile(watch);
    return true;
  }

  /**
   * Replaces a watch; what it remembers is forgotten if it looks for something else now.
   *
   * @param etag of the watch that was changed; false when that is not the one that is stored
   */
  public synchronized boolean replace(StoredWatch watch, String etag, boolean forget) {
    if (!store.replace(watch, etag, forget)) {
      return false;
    }
    compile(watch);
    if (forget) {
      forget(watch.tenant(), watch.watch().getName());
    }
    return true;
  }

  /** Deletes a watch and its alerts; false when there is none. */
  public synchronized boolean delete(String tenant, String name) {
    remove(new Key(tenant, name));
    forget(tenant, name);
    return store.delete(tenant, name);
  }

  private void forget(String tenant, String name) {
    codes.forget(tenant, name);
    captions.forget(tenant, name);
  }

  private void compile(StoredWatch watch) {
    Key key = new Key(watch.tenant(), watch.watch().getName());
    remove(key);
    compiler
        .compile(watch)
        .ifPresent(
            ready -> {
              compiled.put(key, ready);
              set.add(ready);
              backgrounds.put(key, background(ready));
            });
  }

  private void remove(Key key) {
    CompiledWatch known = compiled.remove(key);
    if (known != null) {
      set.remove(known);
    }
    backgrounds.remove(key);
  }

  private CodeSample background(CompiledWatch watch) {
    return indexes
        .find(watch.fingerprint())
        .map(PackIndex::index)
        .map(index -> index.background(watch.tenant()))
        .orElseThrow();
  }

  /**
   * Calibrates anew the watches of tenants whose gists have become more, and deletes alerts beyond
   * their age or number. Blocks on the disk; watches can be added and changed meanwhile.
   */
  public void tick() {
    List.copyOf(compiled.keySet()).forEach(this::calibrate);
    ledger
        .upkeep()
        .alertAges()
        .forEach((tenant, age) -> store.alerts().expire(tenant, clock.millis() - age));
    store.alerts().bound(maxAlerts);
  }

  private synchronized void calibrate(Key key) {
    CompiledWatch watch = compiled.get(key);
    if (watch != null
        && watch.condition() instanceof CompiledCondition.Vector
        && backgrounds.get(key) != background(watch)) {
      store.watch(key.tenant(), key.name()).ifPresent(this::compile);
    }
  }

  @Override
  public void close() {
    codeThread.close();
    captionThread.close();
    store.close();
  }
}
