package io.gistwire.server.calls;

import java.util.EnumMap;
import java.util.Map;

/**
 * Bounds of unary calls.
 *
 * @param threads of each lane
 * @param maxWaiting calls of a lane that may wait for a thread
 * @param tenantShare most of a lane's threads and waiting calls that one tenant may have; 1: all
 * @param longestMillis bound of a call without a nearer deadline, waiting included
 */
public record CallLimits(
    Map<Lane, Integer> threads, int maxWaiting, double tenantShare, long longestMillis) {
  /** Takes a copy. */
  public CallLimits {
    threads = Map.copyOf(threads);
    for (Lane lane : Lane.values()) {
      if (threads.getOrDefault(lane, 0) < 1) {
        throw new IllegalArgumentException("lane " + lane + " needs a thread at least");
      }
    }
  }

  /** The same number of threads for every lane. */
  static CallLimits ofEach(int threadCount, int maxWaiting, double share, long longestMillis) {
    Map<Lane, Integer> threads = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      threads.put(lane, threadCount);
    }
    return new CallLimits(threads, maxWaiting, share, longestMillis);
  }

  /** Threads of a lane that one tenant may use at once: not all where there are several. */
  int threadsOfTenant(Lane lane) {
    int all = threads.get(lane);
    return tenantShare >= 1 ? all : Math.max(1, Math.min(all - 1, (int) (all * tenantShare)));
  }
}
