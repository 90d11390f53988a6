package io.gistwire.server.fuzz;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What was sent and how it ended. Thread-safe. */
final class Tally {
  private static final int MAX_FAULTS = 40;

  private final AtomicLong requests = new AtomicLong();
  private final Map<String, LongAdder> ends = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();
  private final LongAdder faultCount = new LongAdder();

  /** Counts requests and messages that were sent. */
  void sent(int count) {
    requests.addAndGet(count);
  }

  long requests() {
    return requests.get();
  }

  /** How a call ended; INTERNAL and UNKNOWN are the server's faults, and are kept. */
  void ended(String method, Status status, String request) {
    ends.computeIfAbsent(status.getCode().name(), code -> new LongAdder()).increment();
    if (status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.UNKNOWN) {
      faultCount.increment();
      if (faults.size() < MAX_FAULTS) {
        faults.putIfAbsent(method + ": " + status, request);
      }
    }
  }

  long faultCount() {
    return faultCount.sum();
  }

  /** Kinds of faults, each with the first request that had it. */
  Map<String, String> faults() {
    return faults;
  }

  @Override
  public String toString() {
    return requests + " requests and messages; ended " + new TreeMap<>(ends);
  }
}
