package io.gistwire.server.fuzz;

import java.util.concurrent.TimeUnit;

/** How long a run goes on: so many seconds, or so many requests if these are sent earlier. */
record Bound(long endNanos, long maxRequests, Tally tally) {
  static Bound of(long seconds, long maxRequests, Tally tally) {
    return new Bound(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), maxRequests, tally);
  }

  boolean goesOn() {
    return System.nanoTime() < endNanos
        && tally.requests() < maxRequests
        && !Thread.currentThread().isInterrupted();
  }
}
