package io.gistwire.server.app;

import io.quarkus.logging.LoggingFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Bounds the log: so many lines a minute of each logger, level and kind of exception, however often
 * the reason for them comes. What was left out is counted in the next line that is written.
 * Thread-safe.
 */
@LoggingFilter(name = "log-volume")
public final class LogVolume implements Filter {
  static final int LINES_A_MINUTE = 60;
  static final int MAX_KINDS = 512;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** Lines of one kind in the minute at hand. */
  private static final class Lines {
    private long beginNanos;
    private int count;
    private long leftOut;

    private Lines(long nowNanos) {
      beginNanos = nowNanos;
    }
  }

  private final LongSupplier nanoClock;
  private final Map<String, Lines> kinds = new HashMap<>();

  /** With the clock of the system. */
  public LogVolume() {
    this(System::nanoTime);
  }

  LogVolume(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized boolean isLoggable(LogRecord line) {
    long now = nanoClock.getAsLong();
    Lines lines = linesOf(line, now);
    if (now - lines.beginNanos > MINUTE_NANOS) {
      lines.beginNanos = now;
      lines.count = 0;
    }
    if (lines.count >= LINES_A_MINUTE) {
      lines.leftOut++;
      return false;
    }
    lines.count++;
    if (lines.leftOut > 0) {
      append(line, " (" + lines.leftOut + " lines of this kind were left out before)");
      lines.leftOut = 0;
    }
    return true;
  }

  private Lines linesOf(LogRecord line, long now) {
    Throwable thrown = line.getThrown();
    String kind =
        line.getLoggerName()
            + " "
            + line.getLevel()
            + (thrown == null ? "" : " " + thrown.getClass().getName());
    if (!kinds.containsKey(kind) && kinds.size() >= MAX_KINDS) {
      return kinds.computeIfAbsent("", key -> new Lines(now));
    }
    return kinds.computeIfAbsent(kind, key -> new Lines(now));
  }

  private static void append(LogRecord line, String text) {
    String message = line.getMessage() == null ? text : line.getMessage() + text;
    if (line instanceof ExtLogRecord own) {
      own.setMessage(message, own.getFormatStyle());
    } else {
      line.setMessage(message);
    }
  }
}
