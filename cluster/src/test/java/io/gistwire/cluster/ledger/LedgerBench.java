package io.gistwire.cluster.ledger;

import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.cluster.store.Json;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Acked gists a second of two ledgers over three nodes, all on this machine: 64 sessions with up to
 * 8 batches of 64 gists in flight each. Argument: seconds. Prints one JSON object.
 */
final class LedgerBench {
  private static final int SESSIONS = 64;
  private static final int BATCH = 64;
  private static final int IN_FLIGHT = 8;
  private static final int SERVERS = 2;

  private LedgerBench() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    long seconds = args.length == 0 ? 60 : Long.parseLong(args[0]);
    try (ClusterNodes nodes = ClusterNodes.start();
        SharedLedgers shared = new SharedLedgers(nodes)) {
      List<OpenSearchLedger> ledgers = new ArrayList<>();
      for (int i = 0; i < SERVERS; i++) {
        ledgers.add(shared.open());
      }
      run(ledgers, 10);
      Result result = run(ledgers, seconds);
      long bytes = ledgers.get(0).stats(Optional.empty()).fileBytes();
      long gists = ledgers.get(0).stats(Optional.empty()).gistCount();
      var report = Json.object().put("bench", "cluster_ledger");
      var figures = report.putArray("figures");
      figures
          .addObject()
          .put("name", "cluster_ledger_gists_per_s")
          .put("value", Math.round(result.acked() / (double) seconds))
          .put("unit", "gists/s")
          .put("better", "higher");
      figures
          .addObject()
          .put("name", "cluster_ledger_ack_p50")
          .put("value", percentile(result.waits(), 0.50))
          .put("unit", "ms")
          .put("better", "lower");
      figures
          .addObject()
          .put("name", "cluster_ledger_ack_p99")
          .put("value", percentile(result.waits(), 0.99))
          .put("unit", "ms")
          .put("better", "lower");
      figures
          .addObject()
          .put("name", "cluster_ledger_disk_bytes_per_gist_and_copy")
          .put("value", bytes / Math.max(1, gists))
          .put("unit", "B")
          .put("better", "lower");
      System.out.println(report);
    }
  }

  /** Gists acked, and the waits for each batch's ack in ms, sorted. */
  private record Result(long acked, long[] waits) {}

  private static Result run(List<OpenSearchLedger> ledgers, long seconds) throws Exception {
    AtomicLong acked = new AtomicLong();
    List<Long> waits = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (int i = 0; i < SESSIONS; i++) {
      OpenSearchLedger ledger = ledgers.get(i % ledgers.size());
      EpochKey epoch = new EpochKey(new SourceKey("acme", "cam-" + i), 5);
      Thread thread =
          new Thread(
              () -> {
                List<Long> own = send(ledger, epoch, end, acked);
                synchronized (waits) {
                  waits.addAll(own);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = waits.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Result(acked.get(), sorted);
  }

  private static List<Long> send(
      OpenSearchLedger ledger, EpochKey epoch, long end, AtomicLong acked) {
    EpochLease lease = ledger.lease(epoch, 0).join();
    long next = lease.heldThrough() + 1;
    List<Long> waits = new ArrayList<>();
    Deque<CompletableFuture<Void>> inFlight = new ArrayDeque<>();
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      CompletableFuture<Appended> ack =
          ledger.append(lease, SharedLedgers.puts(next, next + BATCH - 1));
      next += BATCH;
      inFlight.add(
          ack.thenAccept(
              appended -> {
                if (System.nanoTime() < end) {
                  acked.addAndGet(BATCH);
                }
                waits.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
              }));
      if (inFlight.size() == IN_FLIGHT) {
        inFlight.remove().join();
      }
    }
    inFlight.forEach(CompletableFuture::join);
    return waits;
  }

  private static long percentile(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
  }
}
