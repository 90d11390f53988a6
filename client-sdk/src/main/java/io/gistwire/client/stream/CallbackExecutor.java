package io.gistwire.client.stream;

import java.util.concurrent.Executor;

/**
 * Runs what is the application's: receipts' and futures' stages, listeners. Knows whether the
 * current thread does so now, since waiting there for a callback would wait for ever. Thread-safe.
 */
public final class CallbackExecutor implements Executor {
  private final Executor executor;
  private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

  /** Runs on an executor of the application's or the client's. */
  public CallbackExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  private void run(Runnable task) {
    if (isCurrent()) {
      task.run();
      return;
    }
    inside.set(true);
    try {
      task.run();
    } finally {
      inside.remove();
    }
  }

  /** Whether the caller is in a callback. */
  boolean isCurrent() {
    return inside.get() != null;
  }
}
