package io.gistwire.cli.output;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress for a log: a line when so much time has passed since the start or the line before. Used
 * by one thread.
 */
final class ProgressLines {
  private final String task;
  private final PrintStream out;
  private final long everyNanos;
  private final LongSupplier clock;
  private long total;
  private long done;
  private String note = "";
  private long lastNanos;

  /**
   * Lines about a task.
   *
   * @param total number of steps, 0 or less when unknown
   * @param clock nanoseconds since any moment
   */
  ProgressLines(String task, long total, PrintStream out, long everyNanos, LongSupplier clock) {
    this.task = task;
    this.total = total;
    this.out = out;
    this.everyNanos = everyNanos;
    this.clock = clock;
    this.lastNanos = clock.getAsLong();
  }

  void step() {
    at(done + 1);
  }

  void of(long steps) {
    total = steps;
  }

  void note(String text) {
    note = text;
  }

  void at(long reached) {
    done = reached;
    long now = clock.getAsLong();
    if (now - lastNanos >= everyNanos) {
      lastNanos = now;
      print();
    }
  }

  private void print() {
    String part = note.isEmpty() ? "" : note + ", ";
    String share =
        total > 0 ? String.format(Locale.ROOT, " of %,d (%d %%)", total, 100 * done / total) : "";
    out.printf(Locale.ROOT, "%s: %s%,d%s%n", task, part, done, share);
  }
}
