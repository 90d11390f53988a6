package io.gistwire.server.app;

import io.gistwire.server.admin.IndexUpkeep;
import io.gistwire.server.admin.ServerFigures;
import io.gistwire.server.admin.WatchFigures;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.storage.DataFolder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Figures of the server for operators: by call, as metrics, as health. */
@ApplicationScoped
class FigureBeans {
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
    Gauge.builder("gistwire.sessions", sessions, SessionRegistry::count)
        .description("Sessions open now")
        .register(meters);
  }
}
