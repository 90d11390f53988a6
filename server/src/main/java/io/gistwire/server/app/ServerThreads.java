package io.gistwire.server.app;

import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.FairWorkers;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's own threads, beside those of Quarkus. */
@Singleton
class ServerThreads {
  private final ExecutorService sessions = pool("session", processors());
  private final CallExecutor calls;
  private final FairWorkers streams;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "timer"));

  @Inject
  ServerThreads(Limits limits) {
    calls = new CallExecutor("call", limits.calls());
    streams = new FairWorkers("stream", limits.workers());
  }

  private static int processors() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static ExecutorService pool(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        size, task -> daemon(task, name + "-" + number.incrementAndGet()));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs sessions: short tasks that never wait. */
  ExecutorService sessions() {
    return sessions;
  }

  /** Runs unary calls; beyond its queue they are refused. */
  CallExecutor calls() {
    return calls;
  }

  /** Runs exports, downloads and long tasks, a thread each; beyond that they are refused. */
  ExecutorService streams() {
    return streams;
  }

  /** Runs what happens every now and then; tasks must be short. */
  ScheduledExecutorService timer() {
    return timer;
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
    calls.close();
    streams.shutdownNow();
    sessions.shutdown();
  }
}
