package io.gistwire.server.app;

import io.gistwire.server.auth.AuthMode;
import io.gistwire.server.calls.CallLimits;
import io.gistwire.server.calls.Lane;
import io.gistwire.server.shares.TenantShares;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** What callers share, made from the settings. */
@Singleton
class Limits {
  private static final long MIB = 1 << 20;

  /** One photo of 16 MiB must fit into the share of one tenant. */
  private static final long LEAST_MESSAGE_BYTES = 24 * MIB;

  private final LimitSettings settings;
  private final double share;
  private final TenantShares sessions;
  private final TenantShares streams;
  private final TenantShares workers;
  private final TenantShares addresses;
  private final TenantShares connections;
  private final TenantShares messageBytes;
  private final TenantShares photoBytes;
  private final TenantShares bodies;

  @Inject
  Limits(LimitSettings settings, GistwireConfig config) {
    check(settings);
    this.settings = settings;
    // Without authentication there is one tenant, and no one to share with.
    share = config.auth() == AuthMode.NONE ? 1 : settings.tenantShare();
    long heap = Runtime.getRuntime().maxMemory();
    sessions = new TenantShares("sessions", config.session().max(), share);
    streams = new TenantShares("streams", settings.maxStreams(), share);
    workers = new TenantShares("threads for long work", settings.maxWorkers(), share);
    addresses =
        new TenantShares(
            "connections of addresses", settings.maxConnections(), settings.tenantShare());
    connections = new TenantShares("connections", settings.maxConnections(), share);
    messageBytes =
        new TenantShares(
            "bytes of requests",
            Math.max(
                LEAST_MESSAGE_BYTES,
                settings.messageBytes() == 0 ? heap / 8 : settings.messageBytes()),
            share);
    photoBytes =
        new TenantShares(
            "bytes for photos",
            settings.photoBytes() == 0 ? heap / 8 * 3 : settings.photoBytes(),
            share);
    bodies = new TenantShares("bytes of HTTP bodies", config.http().maxBufferedBytes(), share);
  }

  private static void check(LimitSettings settings) {
    double share = settings.tenantShare();
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "gistwire.limits.tenant-share=" + share + "; above 0 and at most 1 is allowed");
    }
    requirePositive("max-connections", settings.maxConnections());
    requirePositive("max-calls-per-connection", settings.maxCallsPerConnection());
    requirePositive("handshake-time", settings.handshakeTime().toMillis());
    requirePositive("connection-idle", settings.connectionIdle().toMillis());
    requirePositive("max-resets", settings.maxResets());
    requirePositive("max-streams", settings.maxStreams());
    requirePositive("max-workers", settings.maxWorkers());
    requirePositive("max-waiting-calls", settings.maxWaitingCalls());
    requirePositive("call-time", settings.callTime().toMillis());
    requirePositive("message-idle", settings.messageIdle().toMillis());
    requirePositive("max-photo-pixels", settings.maxPhotoPixels());
    requirePositive("photo-time", settings.photoTime().toMillis());
    requirePositive("message-bytes", settings.messageBytes() + 1);
    requirePositive("photo-bytes", settings.photoBytes() + 1);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "gistwire.limits." + name + " is too small; see docs/operations.md for its range");
    }
  }

  LimitSettings settings() {
    return settings;
  }

  TenantShares sessions() {
    return sessions;
  }

  TenantShares streams() {
    return streams;
  }

  TenantShares workers() {
    return workers;
  }

  TenantShares addresses() {
    return addresses;
  }

  TenantShares connections() {
    return connections;
  }

  TenantShares messageBytes() {
    return messageBytes;
  }

  TenantShares photoBytes() {
    return photoBytes;
  }

  TenantShares bodies() {
    return bodies;
  }

  /** All of them, for metrics. */
  List<TenantShares> all() {
    return List.of(
        sessions, streams, workers, addresses, connections, messageBytes, photoBytes, bodies);
  }

  CallLimits calls() {
    int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new CallLimits(
        Map.of(Lane.QUICK, 2 * processors, Lane.SEARCH, 2 * processors, Lane.HEAVY, 2 * processors),
        settings.maxWaitingCalls(),
        share,
        settings.callTime().toMillis());
  }
}
