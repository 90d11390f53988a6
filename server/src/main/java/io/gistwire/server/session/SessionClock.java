package io.gistwire.server.session;

/** When each side last said something. Milliseconds of one clock that the caller reads. */
final class SessionClock {
  private final SessionLimits limits;
  private final long startedMillis;
  private long openSinceMillis;
  private long heardMillis;
  private long sentMillis;
  private long drainedMillis = Long.MAX_VALUE;

  SessionClock(SessionLimits limits, long nowMillis) {
    this.limits = limits;
    startedMillis = nowMillis;
    openSinceMillis = nowMillis;
    heardMillis = nowMillis;
    sentMillis = nowMillis;
  }

  void heard(long nowMillis) {
    heardMillis = nowMillis;
  }

  void sent(long nowMillis) {
    sentMillis = nowMillis;
  }

  void drained(long nowMillis) {
    drainedMillis = nowMillis;
  }

  long silentMillis(long nowMillis) {
    return nowMillis - heardMillis;
  }

  /** Open was received: what is awaited now is the ledger. */
  void opening(long nowMillis) {
    openSinceMillis = nowMillis;
  }

  /** Whether Open, or then the ledger, was awaited for too long, whatever else was received. */
  boolean isOpenOverdue(long nowMillis) {
    return nowMillis - openSinceMillis >= limits.openWaitMillis();
  }

  boolean hasMissedHeartbeats(long nowMillis) {
    return silentMillis(nowMillis) > 3L * limits.heartbeatIntervalMillis();
  }

  boolean owesHeartbeat(long nowMillis) {
    return nowMillis - sentMillis >= limits.heartbeatIntervalMillis();
  }

  boolean isAged(long nowMillis) {
    return limits.sessionAgeMillis() > 0 && nowMillis - startedMillis >= limits.sessionAgeMillis();
  }

  boolean hasOverstayed(long nowMillis) {
    return drainedMillis != Long.MAX_VALUE && nowMillis - drainedMillis >= limits.drainWaitMillis();
  }
}
