package io.gistwire.server.app;

import io.gistwire.server.admission.MessageBudget;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.storage.DataFolder;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Start and stop. */
@ApplicationScoped
class Lifecycle {
  private static final Logger LOG = Logger.getLogger(Lifecycle.class);

  /** A run takes as long as it takes; the next one begins after it has ended. */
  private final AtomicBoolean expiring = new AtomicBoolean();

  @Inject GistwireConfig settings;
  @Inject Config config;
  @Inject DataFolder folder;
  @Inject Ledger ledger;
  @Inject TokenStore tokens;
  @Inject SessionRegistry sessions;
  @Inject LiveCalls live;
  @Inject ServerThreads threads;
  @Inject MessageBudget messages;

  void start(@Observes StartupEvent event) {
    threads.timer().scheduleAtFixedRate(this::everySecond, 1, 1, TimeUnit.SECONDS);
    long expiryMillis = settings.ledger().expiryInterval().toMillis();
    threads
        .timer()
        .scheduleWithFixedDelay(this::expire, expiryMillis, expiryMillis, TimeUnit.MILLISECONDS);
    Thread announcer = new Thread(this::announce, "announce");
    announcer.setDaemon(true);
    announcer.start();
    LOG.infof(
        "ledger %s holds events through position %d", folder.path(), ledger.log().lastPosition());
  }

  private void announce() {
    try {
      boolean isTls =
          config.getOptionalValue("quarkus.grpc.server.ssl.certificate", String.class).isPresent()
              || config
                  .getOptionalValue("quarkus.grpc.server.ssl.key-store", String.class)
                  .isPresent();
      Announcement.write(
          folder.path(), listener("quarkus.grpc.server"), listener("quarkus.http"), isTls);
    } catch (IOException e) {
      LOG.error("the server ends: it cannot tell where it listens", e);
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
    sessions.tick();
    messages.tick();
    live.endVoid(System.currentTimeMillis());
  }

  private void expire() {
    if (expiring.compareAndSet(false, true)) {
      Thread worker = new Thread(this::expireNow, "expiry");
      worker.setDaemon(true);
      worker.start();
    }
  }

  private void expireNow() {
    try {
      tokens.forgetEnded(System.currentTimeMillis());
      long deleted = ledger.upkeep().expire();
      if (deleted > 0) {
        LOG.infof("retention deleted %d gists", deleted);
      }
    } catch (LedgerUnavailableException e) {
      LOG.warnf("retention stopped and is tried again later: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("retention failed; it is tried again", e);
    } finally {
      expiring.set(false);
    }
  }

  void stop(@Observes ShutdownEvent event) {
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
