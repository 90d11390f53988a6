package io.gistwire.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** However often something happens, the log grows by so many lines a minute. */
class LogVolumeTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LogVolume volume = new LogVolume(nanos::get);

  private static LogRecord line(String logger, Level level) {
    LogRecord line = new LogRecord(level, "happened");
    line.setLoggerName(logger);
    return line;
  }

  private int passed(int count, String logger) {
    int passed = 0;
    for (int i = 0; i < count; i++) {
      passed += volume.isLoggable(line(logger, Level.WARNING)) ? 1 : 0;
    }
    return passed;
  }

  @Test
  void a_kind_of_line_is_written_so_often_a_minute_and_others_are_not_touched() {
    assertEquals(LogVolume.LINES_A_MINUTE, passed(10_000, "noisy"));
    assertTrue(volume.isLoggable(line("quiet", Level.WARNING)));
    assertTrue(volume.isLoggable(line("noisy", Level.SEVERE)), "another level");
  }

  @Test
  void the_next_line_counts_what_was_left_out() {
    passed(LogVolume.LINES_A_MINUTE + 40, "noisy");
    nanos.addAndGet(61_000_000_000L);
    LogRecord next = line("noisy", Level.WARNING);
    assertTrue(volume.isLoggable(next));
    assertEquals("happened (40 lines of this kind were left out before)", next.getMessage());
    LogRecord after = line("noisy", Level.WARNING);
    volume.isLoggable(after);
    assertEquals("happened", after.getMessage());
  }

  @Test
  void parameters_of_the_next_line_are_still_filled_in() {
    passed(LogVolume.LINES_A_MINUTE + 1, "noisy");
    nanos.addAndGet(61_000_000_000L);
    ExtLogRecord next =
        new ExtLogRecord(Level.WARNING, "%s happened", ExtLogRecord.FormatStyle.PRINTF, "x");
    next.setLoggerName("noisy");
    next.setParameters(new Object[] {"it"});
    assertTrue(volume.isLoggable(next));
    assertTrue(next.getFormattedMessage().startsWith("it happened (1 lines"));
  }

  @Test
  void as_many_kinds_as_anybody_can_make_up_share_one_bound_in_the_end() {
    int passed = 0;
    for (int i = 0; i < 10_000; i++) {
      passed += volume.isLoggable(line("logger" + i, Level.WARNING)) ? 1 : 0;
    }
    assertEquals(LogVolume.MAX_KINDS + LogVolume.LINES_A_MINUTE, passed);
    assertFalse(volume.isLoggable(line("one more", Level.WARNING)));
  }
}
