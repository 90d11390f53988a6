package io.gistwire.client.stream;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One alarm that can be set earlier; an alarm too early does no harm. Not thread-safe. */
final class Wakeup {
  private final ScheduledExecutorService timer;
  private final Runnable action;
  private @Nullable ScheduledFuture<?> alarm;
  private long alarmNanos;

  Wakeup(ScheduledExecutorService timer, Runnable action) {
    this.timer = timer;
    this.action = action;
  }

  /** Wakes at a time on the clock of {@code nowNanos}, or at the earlier one that is set. */
  void at(long nowNanos, long atNanos) {
    ScheduledFuture<?> old = alarm;
    if (old != null && alarmNanos <= atNanos) {
      return;
    }
    cancel();
    alarmNanos = atNanos;
    alarm = timer.schedule(action, Math.max(0, atNanos - nowNanos), TimeUnit.NANOSECONDS);
  }

  /** The action runs: the next alarm is a new one. */
  void fired() {
    alarm = null;
  }

  void cancel() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }
}
