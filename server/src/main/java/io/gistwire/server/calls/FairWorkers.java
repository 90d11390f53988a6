package io.gistwire.server.calls;

import io.gistwire.server.auth.Caller;
import io.gistwire.server.shares.TenantShares;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for what holds one for long: exports, downloads, tasks of operators. They are counted for
 * the tenant of the current context and refused beyond its share; nothing waits. Thread-safe.
 */
public final class FairWorkers extends AbstractExecutorService {
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final TenantShares shares;

  /**
   * Workers with threads of this name.
   *
   * @param shares threads
   */
  public FairWorkers(String name, TenantShares shares) {
    this.shares = shares;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void execute(Runnable task) {
    String tenant = Caller.ofContext().map(Caller::tenant).orElse("");
    if (!shares.tryTake(tenant, 1)) {
      throw new RejectedExecutionException(shares.busy(tenant, 0).getMessage());
    }
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              shares.give(tenant, 1);
            }
          });
    } catch (RejectedExecutionException e) {
      shares.give(tenant, 1);
      throw e;
    }
  }

  @Override
  public void shutdown() {
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
