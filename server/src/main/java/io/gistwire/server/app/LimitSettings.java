package io.gistwire.server.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what callers may take; docs/operations.md has the same as a table. */
@ConfigMapping(prefix = "gistwire.limits")
public interface LimitSettings {
  /** Most of each resource that one tenant, or one address, may hold alone: above 0, up to 1. */
  @WithDefault("0.75")
  double tenantShare();

  /** Connections of the gRPC port. */
  @WithDefault("8192")
  int maxConnections();

  /** Calls and streams at once on one connection. */
  @WithDefault("1024")
  int maxCallsPerConnection();

  /** How long a new connection may take until HTTP/2 is agreed on. */
  @WithDefault("10S")
  Duration handshakeTime();

  /** A connection without a call ends after so long. */
  @WithDefault("10M")
  Duration connectionIdle();

  /** Calls that a client may reset within ten seconds before its connection ends. */
  @WithDefault("2000")
  int maxResets();

  /** Alert streams, exports, downloads and tasks at once. */
  @WithDefault("1024")
  int maxStreams();

  /** Threads for exports, downloads and tasks: each holds one. */
  @WithDefault("64")
  int maxWorkers();

  /** Calls of each lane that may wait for a thread. */
  @WithDefault("256")
  int maxWaitingCalls();

  /** Longest time of a unary call, waiting included, whatever its deadline. */
  @WithDefault("30S")
  Duration callTime();

  /** Bytes of requests in memory; 0 for an eighth of the heap. */
  @WithDefault("0")
  long messageBytes();

  /** A request of which nothing arrives for so long is given up. */
  @WithDefault("30S")
  Duration messageIdle();

  /** Memory for decoding photos; 0 for three eighths of the heap. */
  @WithDefault("0")
  long photoBytes();

  /** Most pixels of a photo that is decoded here. */
  @WithDefault("200000000")
  long maxPhotoPixels();

  /** Longest time for decoding one photo. */
  @WithDefault("10S")
  Duration photoTime();
}
