package io.gistwire.server.app;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import io.gistwire.server.admin.RetentionSchedule;
import io.gistwire.server.admission.MessageBudget;
import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.storage.DataFolder;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Start and stop. */
@ApplicationScoped
class Lifecycle {
  private static final Logger LOG = Logger.getLogger(Lifecycle.class);

  @Inject GistwireConfig settings;
  @Inject Config config;
  @Inject DataFolder folder;
  @Inject Ledger ledger;
  @Inject RetentionSchedule retention;
  @Inject TokenStore tokens;
  @Inject SessionRegistry sessions;
  @Inject LiveCalls live;
  @Inject ServerThreads threads;
  @Inject GrpcHealthStorage health;
  @Inject MessageBudget messages;
  @Inject PortCertificates certificates;
  private volatile boolean isStopping;

  /** The gRPC server was started before: without it this one would live on unreachable. */
  private void requireGrpc() {
    if (health.getStatuses().get(GrpcHealthStorage.DEFAULT_SERVICE_NAME)
        != HealthCheckResponse.ServingStatus.SERVING) {
      throw new IllegalStateException(
          "the gRPC server does not listen on "
              + config.getValue("quarkus.grpc.server.host", String.class)
              + ":"
              + config.getValue("quarkus.grpc.server.port", String.class)
              + "; the log above has the cause");
    }
  }

  /** Health by gRPC tells the same as readiness by HTTP. */
  private void tellHealth() {
    HealthCheckResponse.ServingStatus now =
        ledger.state().isRunning() && !isStopping
            ? HealthCheckResponse.ServingStatus.SERVING
            : HealthCheckResponse.ServingStatus.NOT_SERVING;
    health
        .getStatuses()
        .forEach(
            (service, told) -> {
              if (told != now) {
                health.setStatus(service, now);
              }
            });
  }

  void start(@Observes StartupEvent event) {
    requireGrpc();
    threads.timer().scheduleAtFixedRate(this::everySecond, 1, 1, TimeUnit.SECONDS);
    certificates.watch(live);
    expireLater();
    Thread announcer = new Thread(this::announce, "announce");
    announcer.setDaemon(true);
    announcer.start();
    LOG.infof(
        "ledger %s holds events through position %d", folder.path(), ledger.log().lastPosition());
  }

  private void announce() {
    try {
      boolean isTls = certificates.isGrpcTls();
      Announcement.Listener grpc = listener("quarkus.grpc.server");
      Announcement.Listener http = listener("quarkus.http");
      Announcement.write(folder.path(), grpc, http, isTls);
      LOG.infof(
          "serves gRPC on %s%s, console on http://%s/, data in %s",
          grpc.shown(),
          isTls ? " with TLS" : "",
          http.shown(),
          folder.path().toAbsolutePath().normalize());
    } catch (IOException e) {
      LOG.errorf("the server ends: it cannot tell where it listens: %s", e.getMessage());
      Quarkus.asyncExit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Announcement.Listener listener(String prefix) {
    return new Announcement.Listener(
        config.getValue(prefix + ".host", String.class),
        config.getValue(prefix + ".port", Integer.class));
  }

  private void everySecond() {
    tellHealth();
    sessions.tick();
    messages.tick();
    live.endVoid(System.currentTimeMillis());
  }

  /** The next run of retention, told to who calls when it is. */
  private void expireLater() {
    retention.waits();
    threads.timer().schedule(this::expire, retention.interval().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A run takes as long as it takes; the next one begins an interval after it has ended. */
  private void expire() {
    Thread worker = new Thread(this::expireNow, "expiry");
    worker.setDaemon(true);
    worker.start();
  }

  private void expireNow() {
    try {
      tokens.forgetEnded(System.currentTimeMillis());
      long deleted = ledger.upkeep().expire();
      if (deleted > 0) {
        LOG.infof("retention deleted %d gists", deleted);
        AuditLine.of("retention.run", "server").with("deleted_gists", deleted).log();
      }
    } catch (LedgerUnavailableException e) {
      LOG.warnf("retention stopped and is tried again later: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("retention failed; it is tried again", e);
    } finally {
      if (!isStopping) {
        expireLater();
      }
    }
  }

  void stop(@Observes ShutdownEvent event) {
    isStopping = true;
    tellHealth();
    try {
      Announcement.delete(folder.path());
      sessions.drain();
    } catch (IOException e) {
      LOG.warn("server.json could not be deleted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
