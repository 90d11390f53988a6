package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures of the connection are reported: each cause at once when it is a new one,
 * the same cause again after one minute, two, four, and so on up to an hour. Not thread-safe.
 */
final class DisconnectReports {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long MAX_PAUSE_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int MAX_CAUSES = 32;

  /** When a cause was reported last, and how long it is not reported again. */
  private record Report(long atNanos, long pauseNanos) {}

  private final Map<String, Report> reports =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Report> eldest) {
          return size() > MAX_CAUSES;
        }
      };

  boolean isDue(GistwireException cause, long nowNanos) {
    String key = cause.reason() + " " + cause.problem();
    @Nullable Report last = reports.get(key);
    if (last != null && nowNanos - last.atNanos() < last.pauseNanos()) {
      return false;
    }
    long pause =
        last == null ? FIRST_PAUSE_NANOS : Math.min(2 * last.pauseNanos(), MAX_PAUSE_NANOS);
    reports.put(key, new Report(nowNanos, pause));
    return true;
  }
}
