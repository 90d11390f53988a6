package io.gistwire.cli.send;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to end (Ctrl-C, SIGTERM): interrupts the
 * thread that made it, and keeps the process until it is closed.
 */
final class Interruption implements AutoCloseable {
  private static final long MOST_SECONDS = 20;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean ending;
  private final Thread hook = new Thread(this::interrupt, "gistwire-interrupt");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    ending = true;
    worker.interrupt();
    try {
      done.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process was told to end: then what fails meanwhile is no news. */
  boolean isEnding() {
    return ending;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process ends already, by this very hook.
    }
  }
}
