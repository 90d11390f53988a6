package io.gistwire.server.app;

import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.webhook.HookRules;
import io.gistwire.server.webhook.Webhooks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Sends alerts to webhooks, where the operator allows hosts for them. */
@ApplicationScoped
class WebhookBeans {
  private static final Logger LOG = Logger.getLogger(WebhookBeans.class);
  private static final long EVERY_MILLIS = 500;

  /** Before the watches are closed, which it reads. */
  private static final int FIRST = 1;

  private Webhooks webhooks;

  @Produces
  @Singleton
  HookRules rules(GistwireConfig settings) {
    return new HookRules(
        settings.webhooks().allow().orElse(List.of()),
        settings.webhooks().allowAddresses().orElse(List.of()));
  }

  void start(
      @Observes StartupEvent event,
      GistwireConfig settings,
      HookRules rules,
      Watches watches,
      Vertx vertx,
      MeterRegistry meters) {
    if (settings.webhooks().allow().isEmpty() || watches.hooks().isEmpty()) {
      return;
    }
    webhooks = Webhooks.of(watches.hooks().get(), rules, vertx);
    webhooks.start(EVERY_MILLIS);
    FunctionCounter.builder("gistwire.webhooks.accepted", webhooks, Webhooks::acceptedCount)
        .description("Alerts that webhooks accepted")
        .register(meters);
    FunctionCounter.builder("gistwire.webhooks.failed", webhooks, Webhooks::failedCount)
        .description("Requests to webhooks that failed and are repeated")
        .register(meters);
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    if (webhooks != null) {
      try {
        webhooks.close();
      } catch (Exception e) {
        LOG.debugf("webhooks did not end: %s", e.getMessage());
      }
    }
  }
}
