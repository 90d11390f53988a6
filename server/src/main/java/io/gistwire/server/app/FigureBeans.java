package io.gistwire.server.app;

import io.gistwire.server.admin.IndexUpkeep;
import io.gistwire.server.admin.ServerFigures;
import io.gistwire.server.admin.WatchFigures;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.metrics.CallTimes;
import io.gistwire.server.metrics.StoredSizes;
import io.gistwire.server.metrics.TenantCounters;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.tracing.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Figures of the server for operators: by call, as metrics, as health. */
@ApplicationScoped
class FigureBeans {
  private static final Logger LOG = Logger.getLogger(FigureBeans.class);
  private static final int SIZES_SECONDS = 15;

  @Produces
  @Singleton
  ServerFigures figures(
      @ConfigProperty(name = "quarkus.application.version") String version,
      Ledger ledger,
      DataFolder folder,
      SessionRegistry sessions,
      ServedPacks packs,
      IndexUpkeep index,
      WatchFigures watches) {
    return new ServerFigures(version, ledger, folder, sessions, packs, index, watches);
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck ledgerHealth(Ledger ledger) {
    return () -> {
      LedgerState state = ledger.state();
      return HealthCheckResponse.named("Ledger")
          .status(state.isRunning())
          .withData("state", state.kind().name())
          .withData("reason", state.reason())
          .withData("position", ledger.log().lastPosition())
          .build();
    };
  }

  @Produces
  @Singleton
  TenantCounters tenantCounters(MeterRegistry meters, GistwireConfig settings) {
    return new TenantCounters(meters, settings.metrics().maxTenants());
  }

  @Produces
  @Singleton
  CallTimes callTimes(MeterRegistry meters, TenantCounters tenants) {
    return new CallTimes(meters, tenants);
  }

  /**
   * Traces only where somebody turned the SDK on: spans that no one gets would cost all the same.
   */
  void startTracing(
      @Observes StartupEvent event,
      OpenTelemetry sdk,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isOff) {
    if (isOff) {
      Tracing.stop();
    } else {
      Tracing.use(sdk);
    }
  }

  void measureSizes(
      @Observes StartupEvent event,
      MeterRegistry meters,
      Ledger ledger,
      DataFolder folder,
      ServerThreads threads) {
    StoredSizes sizes = new StoredSizes(ledger, folder);
    sizes.register(meters);
    threads
        .timer()
        .scheduleWithFixedDelay(() -> refresh(sizes, threads), 0, SIZES_SECONDS, TimeUnit.SECONDS);
  }

  private static void refresh(StoredSizes sizes, ServerThreads threads) {
    try {
      threads.calls().execute(() -> refreshNow(sizes));
    } catch (RejectedExecutionException e) {
      LOG.debug("the sizes of the ledger and its files wait for the next turn");
    }
  }

  private static void refreshNow(StoredSizes sizes) {
    try {
      sizes.refresh();
    } catch (IOException | RuntimeException e) {
      LOG.debugf("the sizes of the ledger and its files were not read: %s", e.getMessage());
    }
  }

  void registerGauges(
      @Observes StartupEvent event,
      MeterRegistry meters,
      Ledger ledger,
      SessionRegistry sessions,
      IndexUpkeep index,
      ServerFigures figures) {
    Gauge.builder("gistwire.ledger.position", ledger, l -> l.log().lastPosition())
        .description("Last durable position of the log")
        .register(meters);
    Gauge.builder("gistwire.ledger.running", ledger, l -> l.state().isRunning() ? 1 : 0)
        .description("1 while writes reach the disk")
        .register(meters);
    Gauge.builder("gistwire.index.position", index, IndexUpkeep::position)
        .description("Position up to which searches see everything")
        .register(meters);
    Gauge.builder("gistwire.index.lag", figures, f -> f.indexLagMillis() / 1000.0)
        .description("Age of the oldest durable event that searches do not see yet")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("gistwire.session.under.way.bytes", sessions, SessionRegistry::underWayBytes)
        .description("Bytes of batches and answers that wait for the disk")
        .register(meters);
    Gauge.builder("gistwire.sessions", sessions, SessionRegistry::count)
        .description("Sessions open now")
        .register(meters);
  }
}
