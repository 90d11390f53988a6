package io.gistwire.server.calls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a step on shared threads whenever it was woken since the last one began; steps of one task
 * run one at a time. Wake-ups while a step runs or waits are coalesced into one more. Thread-safe.
 */
public final class RepeatedTask {
  /** One piece of work, short enough for a shared thread. */
  @FunctionalInterface
  public interface Step {
    /** Works; returns whether there is more to do at once. Must not throw. */
    boolean run();
  }

  private final Executor executor;
  private final Step step;
  private final AtomicInteger wanted = new AtomicInteger();

  /**
   * A task that has not been woken.
   *
   * @param executor one that rejects delays the step until the next wake-up
   */
  public RepeatedTask(Executor executor, Step step) {
    this.executor = executor;
    this.step = step;
  }

  /** There may be something to do. Returns at once. */
  public void wake() {
    if (wanted.getAndIncrement() == 0) {
      schedule();
    }
  }

  private void schedule() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      wanted.set(0);
    }
  }

  private void run() {
    int seen = wanted.get();
    boolean isMore = step.run();
    if (isMore || !wanted.compareAndSet(seen, 0)) {
      schedule();
    }
  }
}
