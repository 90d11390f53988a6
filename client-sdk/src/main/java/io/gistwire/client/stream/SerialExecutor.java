package io.gistwire.client.stream;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time, in order, on another executor. Thread-safe. */
final class SerialExecutor implements Executor {
  /** So many tasks run before others on the same executor get their turn. */
  private static final int TURN = 256;

  private final Executor executor;
  private final @Nullable Consumer<RuntimeException> onFault;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialExecutor(Executor executor) {
    this(executor, null);
  }

  /** As above; what a task throws goes to {@code onFault}, in the task's turn. */
  SerialExecutor(Executor executor, @Nullable Consumer<RuntimeException> onFault) {
    this.executor = executor;
    this.onFault = onFault;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::turn);
  }

  private void turn() {
    for (int i = 0; i < TURN; i++) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      runSafely(task);
    }
    executor.execute(this::turn);
  }

  /** A task that throws must not take the queue with it. */
  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (onFault != null) {
        onFault.accept(e);
        return;
      }
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
