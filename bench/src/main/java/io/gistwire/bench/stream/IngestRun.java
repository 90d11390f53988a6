package io.gistwire.bench.stream;

import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistKey;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** Sends gists through the public API and counts what is delivered. */
final class IngestRun {
  /** Gists of one client that may wait for their ack; the sender waits beyond. */
  private static final int MOST_OPEN = 12_000;

  /** Latencies in milliseconds at a steady rate. */
  record Latency(double p50Millis, double p99Millis, double maxMillis, int samples) {}

  private final GistwireClient client;
  private final LongFunction<GistSource> sources;
  private final AtomicLong delivered = new AtomicLong();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * Runs through a client.
   *
   * @param sources makes gists by a seed
   */
  IngestRun(GistwireClient client, LongFunction<GistSource> sources) {
    this.client = client;
    this.sources = sources;
  }

  /** Opens streams and waits until each has delivered one gist. */
  List<GistStream> open(String prefix, int count) throws Exception {
    List<GistStream> streams = new ArrayList<>();
    List<Receipt> first = new ArrayList<>();
    GistSource gists = sources.apply(count);
    for (int i = 0; i < count; i++) {
      GistStream stream = client.open(prefix + i);
      streams.add(stream);
      first.add(stream.send(gists.next()));
    }
    for (Receipt receipt : first) {
      receipt.delivered().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    return streams;
  }

  /** Gists delivered a second while sending as fast as receipts come back. */
  double sustained(List<GistStream> streams, int warmupSeconds, int seconds)
      throws IOException, InterruptedException {
    Semaphore open = new Semaphore(MOST_OPEN);
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmupSeconds + seconds);
    Thread sender = new Thread(() -> sendUntil(endNanos, streams, open), "bench-send");
    sender.start();
    Thread.sleep(warmupSeconds * 1_000L);
    long fromNanos = System.nanoTime();
    long before = delivered.get();
    sender.join();
    double rate = (delivered.get() - before) / ((System.nanoTime() - fromNanos) / 1e9);
    open.acquire(MOST_OPEN);
    checkFailures();
    return rate;
  }

  private void sendUntil(long endNanos, List<GistStream> streams, Semaphore open) {
    GistSource gists = sources.apply(1);
    int turn = 0;
    while (System.nanoTime() - endNanos < 0) {
      open.acquireUninterruptibly();
      GistStream stream = streams.get(turn++ % streams.size());
      stream.ready().toCompletableFuture().join();
      Receipt receipt = stream.send(gists.next(), CaptureInfo.now());
      receipt.delivered().whenComplete((key, failure) -> done(key, failure, open));
    }
  }

  private void done(GistKey key, Throwable failure, Semaphore open) {
    if (failure == null) {
      delivered.incrementAndGet();
    } else {
      failures.add(failure);
    }
    open.release();
  }

  /** Time from {@code send} to {@code delivered} at a steady rate. */
  Latency latency(GistStream stream, int perSecond, int seconds)
      throws IOException, InterruptedException {
    int count = perSecond * seconds;
    long[] tookNanos = new long[count];
    Semaphore open = new Semaphore(count);
    GistSource gists = sources.apply(2);
    long startNanos = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int index = i;
      long dueNanos = startNanos + i * 1_000_000_000L / perSecond;
      waitUntil(dueNanos);
      open.acquire();
      stream.ready().toCompletableFuture().join();
      stream
          .send(gists.next(), CaptureInfo.now())
          .delivered()
          .whenComplete(
              (key, failure) -> {
                // From when it was due: a sender that falls behind is part of the latency.
                tookNanos[index] = System.nanoTime() - dueNanos;
                done(key, failure, open);
              });
    }
    open.acquire(count);
    checkFailures();
    Arrays.sort(tookNanos);
    return new Latency(
        tookNanos[count / 2] / 1e6,
        tookNanos[(int) (count * 0.99)] / 1e6,
        tookNanos[count - 1] / 1e6,
        count);
  }

  private static void waitUntil(long nanos) {
    for (long wait = nanos - System.nanoTime(); wait > 0; wait = nanos - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  private void checkFailures() throws IOException {
    Throwable first = failures.peek();
    if (first != null) {
      throw new IOException(
          failures.size() + " gists were not delivered; the first: " + first.getMessage(), first);
    }
  }

  long delivered() {
    return delivered.get();
  }
}
