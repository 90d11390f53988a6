package io.gistwire.server.calls;

import io.gistwire.server.shares.TenantShares;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Runs tasks of tenants in turns: each tenant has a queue of its own, the next task is that of the
 * tenant that has waited for its turn longest, and no tenant runs more than so many at once.
 * Thread-safe.
 */
final class FairLane {
  /** A task that waits. */
  static final class Ticket {
    private final String tenant;
    private final Runnable task;

    private Ticket(String tenant, Runnable task) {
      this.tenant = tenant;
      this.task = task;
    }
  }

  private final Executor threads;
  private final int maxRunning;
  private final int maxRunningOfTenant;
  private final TenantShares waitingShares;

  /** Tenants with tasks that wait, the one whose turn is next first. */
  private final Map<String, Deque<Ticket>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> running = new HashMap<>();
  private int runningCount;

  /**
   * A lane without tasks.
   *
   * @param threads runs up to {@code maxRunning} tasks at once, without a queue
   * @param waitingShares tasks that may wait
   */
  FairLane(Executor threads, int maxRunning, int maxRunningOfTenant, TenantShares waitingShares) {
    this.threads = threads;
    this.maxRunning = maxRunning;
    this.maxRunningOfTenant = maxRunningOfTenant;
    this.waitingShares = waitingShares;
  }

  /**
   * Runs a task as soon as it is its turn.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code SERVER_BUSY} when too many wait
   */
  Ticket submit(String tenant, Runnable task, long retryMillis) {
    Ticket ticket = new Ticket(tenant, task);
    synchronized (this) {
      if (runningCount < maxRunning && mayRun(tenant) && !waiting.containsKey(tenant)) {
        begin(tenant);
      } else {
        waitingShares.take(tenant, 1, retryMillis);
        waiting.computeIfAbsent(tenant, key -> new ArrayDeque<>()).add(ticket);
        return ticket;
      }
    }
    threads.execute(() -> drain(ticket));
    return ticket;
  }

  /** Takes a task back that has not begun; whether it had not. */
  boolean remove(Ticket ticket) {
    synchronized (this) {
      Deque<Ticket> own = waiting.get(ticket.tenant);
      if (own == null || !own.remove(ticket)) {
        return false;
      }
      if (own.isEmpty()) {
        waiting.remove(ticket.tenant);
      }
      waitingShares.give(ticket.tenant, 1);
      return true;
    }
  }

  /** Tasks that run now. */
  synchronized int runningCount() {
    return runningCount;
  }

  private boolean mayRun(String tenant) {
    return running.getOrDefault(tenant, 0) < maxRunningOfTenant;
  }

  private void begin(String tenant) {
    running.merge(tenant, 1, Integer::sum);
    runningCount++;
  }

  private synchronized void end(String tenant) {
    running.merge(tenant, -1, (count, one) -> count + one == 0 ? null : count + one);
    runningCount--;
  }

  /** Runs one task, and then those that have waited, until none may run. */
  private void drain(Ticket first) {
    Ticket ticket = first;
    while (ticket != null) {
      try {
        ticket.task.run();
      } finally {
        end(ticket.tenant);
      }
      ticket = next();
    }
  }

  private synchronized Ticket next() {
    if (runningCount >= maxRunning) {
      return null;
    }
    Iterator<Map.Entry<String, Deque<Ticket>>> turns = waiting.entrySet().iterator();
    while (turns.hasNext()) {
      Map.Entry<String, Deque<Ticket>> turn = turns.next();
      String tenant = turn.getKey();
      if (mayRun(tenant)) {
        turns.remove();
        Ticket ticket = turn.getValue().remove();
        if (!turn.getValue().isEmpty()) {
          // Again at the end: all others come first.
          waiting.put(tenant, turn.getValue());
        }
        waitingShares.give(tenant, 1);
        begin(tenant);
        return ticket;
      }
    }
    return null;
  }
}
