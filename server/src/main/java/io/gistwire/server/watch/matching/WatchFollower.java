package io.gistwire.server.watch.matching;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.follow.Follower;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.watch.store.MemoryKind;
import io.gistwire.server.watch.store.WatchCommit;
import io.gistwire.server.watch.store.WatchStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Matches gists as they become durable. Codes and labels have one follower, words of captions
 * another, so that reading captions never holds codes up. What a slice raises is committed together
 * with the slice's position, so that after a crash nothing is raised twice or forgotten.
 */
final class WatchFollower implements Follower {
  /**
   * A position without alerts is written this often: so many events are matched again after a
   * crash.
   */
  private static final long SAVE_EVENTS = 20_000;

  private static final long SAVE_MILLIS = 5_000;
  private static final int MAX_CAPTIONS_READ = 16;
  private static final int SLICE_ROWS = 1024;

  /** Reading takes milliseconds a caption, and alerts of a slice come with its end. */
  private static final int CAPTION_SLICE_ROWS = 32;

  private record Raised(WatchMatch match, Alert.Builder alert) {}

  private final Lane lane;
  private final WatchStore store;
  private final Ledger ledger;
  private final PackIndexes indexes;
  private final CaptionStems stems;
  private final WatchSet watches;
  private final AlertHub hub;
  private final Clock clock;
  private final RuleBook rules = new RuleBook();
  private final SketchBook sketches = new SketchBook();
  private boolean isLoaded;
  private long position;
  private long unsavedEvents;
  private long savedMillis;

  /** What a follower matches. */
  enum Lane {
    CODES,
    CAPTIONS
  }

  WatchFollower(
      Lane lane,
      WatchStore store,
      Ledger ledger,
      PackIndexes indexes,
      CaptionStems stems,
      WatchSet watches,
      AlertHub hub,
      Clock clock) {
    this.lane = lane;
    this.store = store;
    this.ledger = ledger;
    this.indexes = indexes;
    this.stems = stems;
    this.watches = watches;
    this.hub = hub;
    this.clock = clock;
  }

  /** The first start ever begins at the end of the log: watches look at what comes. */
  @Override
  public long startPosition() {
    long stored = store.position(lane.name());
    position = stored >= 0 ? stored : ledger.log().lastPosition();
    return position;
  }

  @Override
  public int sliceRows() {
    boolean reads = lane == Lane.CAPTIONS && watches.readsCaptions();
    return reads ? CAPTION_SLICE_ROWS : SLICE_ROWS;
  }

  /** Without a watch there is nothing to match. */
  @Override
  public boolean skipsLog() {
    return lane == Lane.CODES ? !watches.readsCodes() : !watches.readsCaptions();
  }

  @Override
  public OptionalLong startMark() {
    return store.mark(lane.name());
  }

  /** Alerts that were raised stay raised; what a deleted gist was is of no matter. */
  @Override
  public boolean needsDeletions() {
    return false;
  }

  /**
   * {@inheritDoc} Gists that another history of the ledger has are no news: it goes on with what
   * comes.
   */
  @Override
  public long restart() {
    isLoaded = false;
    position = ledger.log().lastPosition();
    unsavedEvents = 1;
    return position;
  }

  @Override
  public synchronized long apply(LedgerLog.Slice slice, long lastPosition) {
    load();
    // Until the slice is done memory may be ahead of it, and must not be kept if it fails.
    isLoaded = false;
    List<WatchMatch> matched = new ArrayList<>();
    EventMatcher matcher = new EventMatcher(indexes, watches, sketches, stems, matched::add);
    for (LedgerEvent event : slice.events()) {
      if (event instanceof LedgerEvent.Put put) {
        add(matcher, put);
      } else if (event instanceof LedgerEvent.Layers layers) {
        add(matcher, layers);
      }
    }
    matcher.finish();
    unsavedEvents += slice.throughPosition() - position;
    position = slice.throughPosition();
    List<Raised> raised = raised(matched);
    if (!matched.isEmpty() || unsavedEvents >= SAVE_EVENTS && !skipsLog()) {
      save(raised);
    }
    isLoaded = true;
    return slice.throughPosition();
  }

  /** After a slice or a commit that failed memory may be ahead of the file: it is read again. */
  private void load() {
    if (isLoaded) {
      return;
    }
    rules.clear();
    sketches.clear();
    store.readMemory(MemoryKind.RULES, (key, body) -> rules.put(key, SourceRules.read(body)));
    store.readMemory(MemoryKind.SKETCH, (key, body) -> sketches.put(key, ScoreSketch.read(body)));
    isLoaded = true;
  }

  private void add(EventMatcher matcher, LedgerEvent.Put put) {
    if (lane == Lane.CODES) {
      matcher.addCode(
          put.key(), put.fingerprint(), put.gist(), put.capturedMillis(), put.position());
      matcher.addLabels(
          put.key(), put.fingerprint(), put.gist(), put.capturedMillis(), put.position());
    } else {
      matcher.addCaption(
          put.key(), put.fingerprint(), put.gist(), put.capturedMillis(), put.position());
    }
  }

  /** Later layers are matched with the whole gist, but only for what they bring. */
  private void add(EventMatcher matcher, LedgerEvent.Layers event) {
    Optional<HeldGist> found = ledger.find(event.key());
    if (found.isEmpty()) {
      return;
    }
    HeldGist held = found.get();
    CodeFingerprint code = held.fingerprint();
    Gist gist = held.gist();
    long captured = held.capturedMillis();
    List<Layer> layers = event.layers();
    if (lane == Lane.CODES && has(layers, LayerKind.LAYER_KIND_EMBEDDING)) {
      matcher.addCode(held.key(), code, gist, captured, event.position());
    }
    if (lane == Lane.CODES && has(layers, LayerKind.LAYER_KIND_ATTRIBUTES)) {
      matcher.addLabels(held.key(), code, gist, captured, event.position());
    }
    if (lane == Lane.CAPTIONS && has(layers, LayerKind.LAYER_KIND_CAPTION)) {
      // A longer embedding may be inferred to another caption, which raises no alert by itself.
      matcher.addCaption(held.key(), code, gist, captured, event.position());
    }
  }

  private static boolean has(List<Layer> layers, LayerKind kind) {
    return layers.stream().anyMatch(layer -> layer.getKind() == kind);
  }

  private List<Raised> raised(List<WatchMatch> matched) {
    List<Raised> raised = new ArrayList<>();
    for (WatchMatch match : matched) {
      rules.match(match).ifPresent(alert -> raised.add(new Raised(match, alert)));
    }
    int captionsRead = 0;
    for (Raised one : raised) {
      Optional<String> known = caption(one.match().key(), one.match().watch().fingerprint());
      if (known.isEmpty() && captionsRead++ < MAX_CAPTIONS_READ) {
        known = readCaption(one.match());
      }
      known.ifPresent(one.alert()::setCaption);
    }
    return raised;
  }

  private Optional<String> caption(GistKey key, CodeFingerprint fingerprint) {
    return indexes
        .find(fingerprint)
        .flatMap(packIndex -> packIndex.captions().known(key))
        .map(Caption::text);
  }

  private Optional<String> readCaption(WatchMatch match) {
    return ledger.find(match.key()).map(indexes::caption).map(Caption::text);
  }

  private void save(List<Raised> raised) {
    isLoaded = false;
    Timestamp now = Timestamps.fromMillis(clock.millis());
    List<WatchCommit.NewAlert> alerts = new ArrayList<>();
    for (Raised one : raised) {
      CompiledWatch watch = one.match().watch();
      Alert alert = one.alert().setRaiseTime(now).build();
      alerts.add(new WatchCommit.NewAlert(watch.tenant(), watch.watch().getName(), alert));
    }
    store.commit(
        new WatchCommit(
            lane.name(),
            position,
            ledger.log().mark(position),
            alerts,
            Map.of(
                MemoryKind.RULES, rules.takeChanged(), MemoryKind.SKETCH, sketches.takeChanged())));
    isLoaded = true;
    unsavedEvents = 0;
    savedMillis = clock.millis();
    raised.stream().map(one -> one.match().watch().tenant()).distinct().forEach(hub::raised);
  }

  @Override
  public synchronized void idle() {
    if (unsavedEvents > 0 && clock.millis() - savedMillis >= SAVE_MILLIS) {
      save(List.of());
    }
  }

  /** Reading captions takes the language model; looking at codes takes next to nothing. */
  @Override
  public boolean yieldsToArrivals() {
    return lane == Lane.CAPTIONS;
  }

  /** Forgets what a watch remembers: it was changed or deleted. */
  synchronized void forget(String tenant, String watch) {
    rules.forget(tenant, watch);
    sketches.forget(tenant, watch);
  }
}
