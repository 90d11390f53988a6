package io.gistwire.server.app;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.admin.IndexUpkeep;
import io.gistwire.server.admin.WatchFigures;
import io.gistwire.server.follow.IndexLagThrottle;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.embedded.EmbeddedIndexEngine;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.PackReader;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.search.SearchLimits;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.sqlite.SqliteWatchStore;
import io.gistwire.server.watch.store.WatchStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Makes index, searches and watches, and keeps them going. */
@ApplicationScoped
class SearchBeans {
  private static final Logger LOG = Logger.getLogger(SearchBeans.class);
  private static final int SIGN_OF_LIFE_SECONDS = 10;
  private static final int TICK_SECONDS = 30;

  private volatile IndexLagThrottle throttle;

  @Produces
  @Singleton
  @DefaultBean
  IndexEngine indexEngine(DataFolder folder, SearchSettings settings) {
    return new EmbeddedIndexEngine(settings.captionLanguage(), folder.resolve("index"));
  }

  @Produces
  @Singleton
  @DefaultBean
  WatchStore watchStore(DataFolder folder) throws IOException {
    return SqliteWatchStore.open(folder);
  }

  @Produces
  @Singleton
  PackIndexes indexes(ServedPacks packs, Ledger ledger, IndexEngine engine) throws IOException {
    List<PackReader> readers =
        packs.all().stream().map(ServedPackReader::new).collect(Collectors.toList());
    return PackIndexes.open(readers, ledger, engine);
  }

  @Produces
  @Singleton
  Watches watches(
      WatchStore store,
      Ledger ledger,
      PackIndexes indexes,
      IndexEngine engine,
      SearchSettings settings) {
    return Watches.open(
        store, ledger, indexes, engine.stems(), settings.maxAlerts(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  SearchLimits limits(SearchSettings settings) {
    return new SearchLimits(
        settings.maxWait().toMillis(),
        settings.maxCaptionWait().toMillis(),
        settings.maxSampled(),
        settings.maxGrouped());
  }

  @Produces
  @Singleton
  IndexUpkeep upkeep(PackIndexes indexes, Ledger ledger) {
    return new SpaceUpkeep(indexes, ledger);
  }

  @Produces
  @Singleton
  WatchFigures watchFigures(Watches watches) {
    return new WatchFigures() {
      @Override
      public int count() {
        return watches.count();
      }

      @Override
      public int count(String tenant) {
        return watches.count(tenant);
      }

      @Override
      public long position() {
        return watches.position();
      }
    };
  }

  void start(
      @Observes StartupEvent event,
      PackIndexes indexes,
      Watches watches,
      Ledger ledger,
      SearchSettings settings,
      ServerThreads threads,
      MeterRegistry meters) {
    throttle =
        IndexLagThrottle.on(
            ledger.log(),
            settings.maxLag(),
            () -> Math.min(indexes.position(), watches.codePosition()));
    threads
        .timer()
        .scheduleAtFixedRate(
            watches::signsOfLife, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
    threads
        .timer()
        .scheduleWithFixedDelay(
            () -> tick(watches, threads), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    register(meters, indexes, watches, ledger, throttle);
  }

  private static void tick(Watches watches, ServerThreads threads) {
    try {
      threads.calls().execute(() -> tickNow(watches));
    } catch (RejectedExecutionException e) {
      LOG.debug("the watches' upkeep waits for its next turn");
    }
  }

  private static void tickNow(Watches watches) {
    try {
      watches.tick();
    } catch (RuntimeException e) {
      LOG.error("the watches' upkeep failed; it is tried again", e);
    }
  }

  private static void register(
      MeterRegistry meters,
      PackIndexes indexes,
      Watches watches,
      Ledger ledger,
      IndexLagThrottle throttle) {
    Gauge.builder(
            "gistwire.caption.lag.positions",
            indexes,
            s -> Math.max(0, ledger.log().lastPosition() - s.captionPosition()))
        .description("Log positions whose captions searches do not know yet")
        .register(meters);
    Gauge.builder("gistwire.watch.lag.positions", watches, Watches::lagPositions)
        .description("Log positions that watches have not looked at yet")
        .register(meters);
    Gauge.builder("gistwire.watches", watches, Watches::count)
        .description("Watches kept")
        .register(meters);
    Gauge.builder("gistwire.lag.brakes", throttle, IndexLagThrottle::throttledCount)
        .description("Commits that waited for index or watches to catch up")
        .register(meters);
  }

  /** Followers end before the ledger that they read is closed. */
  void stop(@Observes ShutdownEvent event, PackIndexes indexes, Watches watches) {
    if (throttle != null) {
      throttle.close();
    }
    watches.close();
    indexes.close();
  }

  /** The operator's view of the indexes. */
  private record SpaceUpkeep(PackIndexes indexes, Ledger ledger) implements IndexUpkeep {
    @Override
    public long position() {
      return Math.min(indexes.position(), ledger.log().lastPosition());
    }

    @Override
    public long sizeBytes() {
      return indexes.diskBytes();
    }

    @Override
    public void rebuild(Optional<CodeFingerprint> fingerprint, Progress progress)
        throws InterruptedException {
      for (PackIndex packIndex : indexes.all()) {
        if (fingerprint.isEmpty() || fingerprint.get().equals(packIndex.pack().fingerprint())) {
          packIndex.index().rebuild(progress::reached);
        }
      }
    }
  }
}
