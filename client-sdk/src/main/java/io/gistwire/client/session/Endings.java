package io.gistwire.client.session;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What the end of a stream means: the client's column of PROTOCOL.md's table of errors. */
final class Endings {
  private static final Set<String> STOP_REASONS =
      new HashSet<>(
          Arrays.asList(
              "OPEN_EXPECTED",
              "SOURCE_INVALID",
              "SOURCE_FORBIDDEN",
              "PERMISSION_MISSING",
              "FINGERPRINT_UNKNOWN",
              "SESSION_FENCED",
              "BATCH_MALFORMED",
              "SKIP_MALFORMED",
              "FIELD_INVALID",
              "NOT_SERVED"));

  /** Without a reason the status comes from a proxy or the transport; these are worth a new try. */
  private static final Set<String> RETRY_CODES =
      new HashSet<>(
          Arrays.asList(
              "OK",
              "CANCELLED",
              "UNAVAILABLE",
              "DEADLINE_EXCEEDED",
              "RESOURCE_EXHAUSTED",
              "ABORTED",
              "INTERNAL",
              "UNKNOWN",
              "UNAUTHENTICATED"));

  private Endings() {}

  /** A newer session of this epoch took over: this one must not fight for it. */
  static boolean isFenced(Event.Ended end) {
    return "SESSION_FENCED".equals(end.reason());
  }

  /** No new session before a person or the program changed something. */
  static boolean isStop(Event.Ended end) {
    return end.reason().isEmpty()
        ? !RETRY_CODES.contains(end.code())
        : STOP_REASONS.contains(end.reason());
  }

  /** The token was refused: one more try with a fresh one. */
  static boolean isTokenRefused(Event.Ended end) {
    return "UNAUTHENTICATED".equals(end.code());
  }

  /** Waiting short will not help. */
  static boolean isSlow(Event.Ended end) {
    return "QUOTA_EXCEEDED".equals(end.reason());
  }
}
