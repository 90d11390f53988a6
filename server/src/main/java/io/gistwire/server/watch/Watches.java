package io.gistwire.server.watch;

import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.spaces.Space;
import io.gistwire.server.spaces.Spaces;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;

/**
 * All standing queries of a server, matched as gists become durable. Thread-safe.
 *
 * <p>{@link #tick} wants to be called every few seconds.
 */
public final class Watches implements AutoCloseable {
  private static final String FILE = "watches.db";

  private record Key(String tenant, String name) {}

  private final Ledger ledger;
  private final Spaces spaces;
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
  private volatile WatchSet set;

  private Watches(WatchStore store, Ledger ledger, Spaces spaces, Analyzer analyzer, Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.spaces = spaces;
    this.clock = clock;
    CaptionStems stems = new CaptionStems(analyzer);
    this.compiler = new WatchCompiler(spaces, stems);
    store.watches().forEach(this::compile);
    this.set = new WatchSet(compiled.values());
    this.codes = follower(WatchFollower.Lane.CODES, stems);
    this.captions = follower(WatchFollower.Lane.CAPTIONS, stems);
    this.codeThread = LogFollower.start("watches", ledger.log(), codes);
    this.captionThread = LogFollower.start("caption-watches", ledger.log(), captions);
  }

  private WatchFollower follower(WatchFollower.Lane lane, CaptionStems stems) {
    return new WatchFollower(lane, store, ledger, spaces, stems, () -> set, hub, clock);
  }

  /**
   * Opens the watches of a data folder and starts to follow the log.
   *
   * @param analyzer that splits captions into words
   */
  public static Watches open(
      DataFolder folder, Ledger ledger, Spaces spaces, Analyzer analyzer, Clock clock)
      throws IOException {
    WatchStore store = WatchStore.open(folder.resolve(FILE));
    try {
      return new Watches(store, ledger, spaces, analyzer, clock);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  WatchStore store() {
    return store;
  }

  WatchCompiler compiler() {
    return compiler;
  }

  AlertHub hub() {
    return hub;
  }

  Clock clock() {
    return clock;
  }

  Ledger ledger() {
    return ledger;
  }

  Spaces spaces() {
    return spaces;
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
  boolean await(long position, long timeoutMillis) throws InterruptedException {
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

  /** Watches kept, of all tenants. */
  public int count() {
    return set.size();
  }

  /** Adds a watch; false when its name is taken. It looks at gists that become durable later. */
  synchronized boolean add(StoredWatch watch) {
    if (!store.add(watch)) {
      return false;
    }
    compile(watch);
    set = new WatchSet(compiled.values());
    return true;
  }

  /**
   * Replaces a watch; what it remembers is forgotten if it looks for something else now.
   *
   * @param etag of the watch that was changed; false when that is not the one that is stored
   */
  synchronized boolean replace(StoredWatch watch, String etag, boolean forget) {
    Optional<StoredWatch> stored = store.watch(watch.tenant(), watch.watch().getName());
    if (stored.isEmpty() || !stored.get().watch().getEtag().equals(etag)) {
      return false;
    }
    store.replace(watch, forget);
    compile(watch);
    set = new WatchSet(compiled.values());
    if (forget) {
      forget(watch.tenant(), watch.watch().getName());
    }
    return true;
  }

  /** Deletes a watch and its alerts; false when there is none. */
  synchronized boolean delete(String tenant, String name) {
    compiled.remove(new Key(tenant, name));
    backgrounds.remove(new Key(tenant, name));
    set = new WatchSet(compiled.values());
    forget(tenant, name);
    return store.delete(tenant, name);
  }

  private void forget(String tenant, String name) {
    codes.forget(tenant, name);
    captions.forget(tenant, name);
  }

  private void compile(StoredWatch watch) {
    Key key = new Key(watch.tenant(), watch.watch().getName());
    compiled.remove(key);
    compiler
        .compile(watch)
        .ifPresent(
            ready -> {
              compiled.put(key, ready);
              backgrounds.put(key, background(ready));
            });
  }

  private CodeSample background(CompiledWatch watch) {
    return spaces
        .find(watch.fingerprint())
        .map(Space::index)
        .map(index -> index.background(watch.tenant()))
        .orElseThrow();
  }

  /**
   * Calibrates anew the watches of tenants whose gists have become more, and deletes alerts beyond
   * their age. Blocks on the disk.
   */
  public synchronized void tick() {
    boolean changed = false;
    for (Map.Entry<Key, CompiledWatch> entry : compiled.entrySet()) {
      CompiledWatch watch = entry.getValue();
      boolean isOld = backgrounds.get(entry.getKey()) != background(watch);
      if (isOld && watch.condition() instanceof CompiledCondition.Vector) {
        store.watch(entry.getKey().tenant(), entry.getKey().name()).ifPresent(this::compile);
        changed = true;
      }
    }
    if (changed) {
      set = new WatchSet(compiled.values());
    }
    expireAlerts();
  }

  private void expireAlerts() {
    compiled.keySet().stream().map(Key::tenant).distinct().forEach(this::expireAlerts);
  }

  private void expireAlerts(String tenant) {
    OptionalLong age = ledger.upkeep().retention(tenant).maxAlertAgeMillis();
    if (age.isPresent()) {
      store.alerts().expire(tenant, clock.millis() - age.getAsLong());
    }
  }

  @Override
  public void close() {
    codeThread.close();
    captionThread.close();
    store.close();
  }
}
