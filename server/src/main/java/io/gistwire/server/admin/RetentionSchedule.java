package io.gistwire.server.admin;

import java.time.Clock;
import java.time.Duration;

/** When retention is carried out next, as whoever carries it out tells. Thread-safe. */
public final class RetentionSchedule {
  private final Duration interval;
  private final Clock clock;
  private volatile long nextMillis;

  /**
   * A first run one interval from now, and each later one so long after the end of the one before.
   */
  public RetentionSchedule(Duration interval, Clock clock) {
    this.interval = interval;
    this.clock = clock;
    waits();
  }

  /** Between a run's end and the next one's begin. */
  public Duration interval() {
    return interval;
  }

  /** A run has ended: the next one is an interval away. */
  public void waits() {
    nextMillis = clock.millis() + interval.toMillis();
  }

  /** Begin of the next run in milliseconds since 1970; now, when one is under way or due. */
  long nextMillis() {
    return Math.max(clock.millis(), nextMillis);
  }
}
