package io.gistwire.server.session;

import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.refusal.Refusal;

/** Why the server ends a session. */
final class SessionRefusals {
  /** Least time to stay away after a drain. */
  static final int RETRY_MILLIS = 1000;

  /** Random time on top, so that clients do not come back all at once. */
  static final int JITTER_MILLIS = 5000;

  private SessionRefusals() {}

  static Refusal openExpected(String seen) {
    return Refusal.of(ErrorReason.ERROR_REASON_OPEN_EXPECTED, seen);
  }

  static Refusal skipMalformed(long first, long last) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_SKIP_MALFORMED,
        "skip from "
            + Long.toUnsignedString(first)
            + " to "
            + Long.toUnsignedString(last)
            + "; 1 <= first <= last <= 2^63 - 1 is needed");
  }

  static Refusal fenced() {
    return Refusal.of(
        ErrorReason.ERROR_REASON_SESSION_FENCED,
        "a newer session of this epoch took over; go on there, or make a new epoch");
  }

  static Refusal revoked(String token) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_TOKEN_INVALID,
        token + " was revoked or has expired; use another token");
  }

  static Refusal silent(long millis) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_HEARTBEAT_MISSED,
        "nothing was heard for " + millis + " ms; open a new session");
  }

  /** No one can answer a request for layers. */
  static Refusal refineUnsupported(String name, String seen) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_REFINE_UNSUPPORTED, seen + "; its gists stay as they are")
        .with("name", name);
  }

  static Refusal drained(DrainReason reason) {
    if (reason == DrainReason.DRAIN_REASON_SESSION_AGE) {
      return Refusal.of(
              ErrorReason.ERROR_REASON_SESSION_EXPIRED,
              "the session reached its age limit; open a new one")
          .retryAfter(RETRY_MILLIS);
    }
    return Refusal.of(ErrorReason.ERROR_REASON_DRAINING, "the server shuts down; come back later")
        .retryAfter(RETRY_MILLIS);
  }

  static Refusal ledgerUnavailable(String why) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_LEDGER_UNAVAILABLE,
            "the ledger cannot write: " + why + "; come back later")
        .retryAfter(JITTER_MILLIS);
  }

  static Refusal ofLedger(Throwable cause) {
    if (cause instanceof FencedException) {
      return fenced();
    }
    if (cause instanceof LedgerException) {
      return ledgerUnavailable(cause.getMessage());
    }
    return Refusal.of(
        ErrorReason.ERROR_REASON_INTERNAL,
        "the server failed to write what was received; open a new session, and tell its operator");
  }
}
