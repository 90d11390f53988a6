package io.gistwire.cli.output;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of long work on a terminal, with rate and time left; nothing at all when nobody watches.
 */
public final class Progress implements AutoCloseable {
  private static final int REFRESH_MILLIS = 200;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Begins to show progress on standard error.
   *
   * @param total number of steps, -1 when unknown
   */
  public static Progress start(String task, long total) {
    return start(task, total, System.err, System.console() != null);
  }

  static Progress start(String task, long total, PrintStream out, boolean watched) {
    if (!watched) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .build());
  }

  /** One step is done. */
  public void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** So many steps are done in all. */
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** What is being done, in a few words. */
  public void note(String text) {
    if (bar != null) {
      bar.setExtraMessage(text);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
