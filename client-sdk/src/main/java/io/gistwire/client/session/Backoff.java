package io.gistwire.client.session;

import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with full jitter: a wait is uniform between 0 and min(max, first x 2^attempt)
 * (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015). Not thread-safe.
 */
final class Backoff {
  private static final int FIRST_MILLIS = 500;

  private final int maxMillis;
  private final DoubleSupplier random;
  private int attempt;

  /** Random numbers are at least 0 and below 1. */
  Backoff(int maxMillis, DoubleSupplier random) {
    this.maxMillis = maxMillis;
    this.random = random;
  }

  /** The next wait, at least what the server asked for. */
  long nextMillis(long atLeastMillis) {
    long bound = Math.min(maxMillis, (long) FIRST_MILLIS << Math.min(attempt++, 20));
    return atLeastMillis + (long) (random.getAsDouble() * bound);
  }

  /** A uniform share of a span. */
  long jitterMillis(long spanMillis) {
    return (long) (random.getAsDouble() * spanMillis);
  }

  /** The session stood: the next failure is a first one. */
  void succeeded() {
    attempt = 0;
  }

  /** Waits stay at their longest: another try soon will not help. */
  void slow() {
    attempt = 20;
  }
}
