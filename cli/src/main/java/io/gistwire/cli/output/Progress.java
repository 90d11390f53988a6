package io.gistwire.cli.output;

import java.io.Console;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress of long work on standard error: a bar with rate and time left on a terminal; a line
 * every ten seconds elsewhere, so that a log shows that long work goes on and short work prints
 * nothing. Used by one thread.
 */
public final class Progress implements AutoCloseable {
  private static final int REFRESH_MILLIS = 200;
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final @Nullable ProgressBar bar;
  private final @Nullable ProgressLines lines;

  private Progress(@Nullable ProgressBar bar, @Nullable ProgressLines lines) {
    this.bar = bar;
    this.lines = lines;
  }

  /**
   * Begins to show progress on standard error.
   *
   * @param total number of steps, -1 when unknown
   */
  public static Progress start(String task, long total) {
    return start(task, total, System.err, isTerminal());
  }

  /** From Java 22 on there is a console without a terminal, too. */
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJava) {
      return true;
    }
  }

  static Progress start(String task, long total, PrintStream out, boolean watched) {
    if (!watched) {
      return new Progress(null, new ProgressLines(task, total, out, LINE_NANOS, System::nanoTime));
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .build(),
        null);
  }

  /** One step is done. */
  public void step() {
    if (bar != null) {
      bar.step();
    } else {
      lines.step();
    }
  }

  /** So many steps are done in all. */
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    } else {
      lines.at(done);
    }
  }

  /** There are so many steps; 0 or less when unknown. */
  public void of(long total) {
    if (bar != null && total > 0) {
      bar.maxHint(total);
    } else if (lines != null) {
      lines.of(total);
    }
  }

  /** What is being done, in a few words. */
  public void note(String words) {
    String text = Printable.line(words);
    if (bar != null) {
      bar.setExtraMessage(text);
    } else {
      lines.note(text);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
