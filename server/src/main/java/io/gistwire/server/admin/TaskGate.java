package io.gistwire.server.admin;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets one task of each kind run at a time. Thread-safe. */
final class TaskGate {
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** A task that runs until it is closed. */
  interface Pass extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets a task begin.
   *
   * @throws Refusal {@code TASK_RUNNING}
   */
  Pass enter(String task) {
    if (!running.add(task)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_TASK_RUNNING,
              "another " + task + " runs; wait until it has ended")
          .with("task", task);
    }
    return () -> running.remove(task);
  }
}
