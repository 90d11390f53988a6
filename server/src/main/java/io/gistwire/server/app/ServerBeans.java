package io.gistwire.server.app;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.models.manifest.PackException;
import io.gistwire.server.admin.RetentionSchedule;
import io.gistwire.server.admission.PhotoMemory;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.LedgerRestore;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.session.SessionLimits;
import io.gistwire.server.session.SessionMetrics;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.session.TenantQuota;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.OwnerOnly;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** Makes the server's objects from the settings, in the order in which they need each other. */
@ApplicationScoped
class ServerBeans {
  private static final int SECRET_BYTES = 32;

  @Produces
  @Singleton
  DataFolder dataFolder(GistwireConfig config) throws IOException {
    DataFolder folder = DataFolder.open(config.data());
    // Of a server that was killed: this one writes its own once it listens.
    Announcement.delete(folder.path());
    LedgerRestore.finish(folder);
    OwnerOnly.createFolder(folder.resolve("index"));
    return folder;
  }

  void close(@Disposes DataFolder folder) throws IOException {
    folder.close();
  }

  @Produces
  @Singleton
  @DefaultBean
  Ledger ledger(DataFolder folder, GistwireConfig config) throws IOException {
    GistwireConfig.LedgerSettings ledger = config.ledger();
    return SqliteLedger.open(
        folder,
        new LedgerOptions(
            ledger.commitCount(),
            ledger.commitMillis(),
            ledger.retryMillis(),
            ledger.readers(),
            ledger.tombstoneAge().toMillis()));
  }

  void close(@Disposes Ledger ledger) {
    ledger.close();
  }

  @Produces
  @Singleton
  RetentionSchedule retentionSchedule(GistwireConfig config) {
    return new RetentionSchedule(config.ledger().expiryInterval(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  @DefaultBean
  TokenStore tokens(DataFolder folder) throws IOException {
    return SqliteTokenStore.open(folder);
  }

  void close(@Disposes TokenStore tokens) {
    tokens.close();
  }

  @Produces
  @Singleton
  Authenticator authenticator(
      GistwireConfig config, TokenStore tokens, PortCertificates certificates) {
    return new Authenticator(config.auth(), tokens, certificates);
  }

  @Produces
  @Singleton
  LiveCalls liveCalls() {
    return new LiveCalls();
  }

  @Produces
  @Singleton
  ServedPacks packs(GistwireConfig config, PhotoMemory photos) throws PackException {
    List<CodeFingerprint> storedOnly =
        config.storedFingerprints().orElse(List.of()).stream().map(CodeFingerprint::parse).toList();
    return ServedPacks.load(config.packs().orElse(List.of()), storedOnly, photos);
  }

  void close(@Disposes ServedPacks packs) {
    packs.close();
  }

  /** Tokens of an earlier run end with it: whoever holds one begins again. */
  @Produces
  @Singleton
  PageTokens pageTokens() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new PageTokens(secret, Clock.systemUTC());
  }

  @Produces
  @Singleton
  SessionRegistry sessions(
      GistwireConfig config,
      Limits shared,
      Ledger ledger,
      ServedPacks packs,
      SessionMetrics metrics) {
    GistwireConfig.QuotaSettings quota = config.quota();
    return new SessionRegistry(
        limits(config.session()),
        new TenantQuota(quota.maxSessions(), quota.maxLayerBytes()),
        shared.sessions(),
        ledger,
        packs,
        metrics);
  }

  private static SessionLimits limits(GistwireConfig.SessionSettings session) {
    return new SessionLimits(
        session.maxBatchBytes(),
        session.maxGistBytes(),
        session.maxBatchGists(),
        session.creditBytes(),
        session.creditBudgetBytes(),
        Math.toIntExact(session.heartbeatInterval().toMillis()),
        Math.toIntExact(session.openTime().toMillis()),
        session.ageLimit().toMillis(),
        Math.toIntExact(session.drainWait().toMillis()),
        session.max());
  }
}
