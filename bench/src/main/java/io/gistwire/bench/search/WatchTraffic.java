package io.gistwire.bench.search;

import io.gistwire.client.GistStream;
import io.gistwire.codec.Gist;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends gists and hears the alerts that they raise. A gist is known to both sides by its name.
 * Thread-safe.
 */
final class WatchTraffic implements AutoCloseable {
  private static final int MOST_OPEN = 12_000;

  private final Semaphore open = new Semaphore(MOST_OPEN);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Map<String, Long> markersSentNanos = new ConcurrentHashMap<>();
  private final Map<String, Long> markersHeardNanos = new ConcurrentHashMap<>();
  private final AtomicLong alerts = new AtomicLong();
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Listener listener = new Listener();

  /** Listens to all alerts; those of one watch are the markers. */
  WatchTraffic(Channel channel, String markerWatch) throws IOException, InterruptedException {
    listener.marker = markerWatch;
    WatchServiceGrpc.newStub(channel).watch(WatchRequest.getDefaultInstance(), listener);
    if (!listening.await(60, TimeUnit.SECONDS)) {
      throw new IOException("the stream of alerts said nothing within 60 s");
    }
  }

  private final class Listener implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private String marker;
    private ClientCallStreamObserver<WatchRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      call = stream;
    }

    @Override
    public void onNext(WatchResponse response) {
      listening.countDown();
      if (response.hasAlert()) {
        heard(response.getAlert(), marker);
      }
    }

    @Override
    public void onError(Throwable failed) {
      failure.compareAndSet(null, failed);
    }

    @Override
    public void onCompleted() {
      failure.compareAndSet(null, new IOException("the server ended the stream of alerts"));
    }
  }

  private void heard(Alert alert, String marker) {
    alerts.incrementAndGet();
    if (alert.getName().startsWith(marker + "/")) {
      markersHeardNanos.put(alert.getGist(), System.nanoTime());
    }
  }

  /** Sends a gist; waits while too many wait for their acks. */
  void send(GistStream stream, Gist gist) throws InterruptedException {
    open.acquire();
    stream.send(gist).delivered().whenComplete((key, failed) -> done(failed));
  }

  /** Sends a gist that the marker's watch matches; its latency counts from this call. */
  void sendMarker(GistStream stream, Gist gist) throws InterruptedException {
    open.acquire();
    long begin = System.nanoTime();
    stream
        .send(gist)
        .delivered()
        .whenComplete(
            (key, failed) -> {
              if (key != null) {
                markersSentNanos.put(key.name(), begin);
              }
              done(failed);
            });
  }

  private void done(Throwable failed) {
    if (failed != null) {
      failure.compareAndSet(null, failed);
    }
    open.release();
  }

  /** Waits until everything that was sent is acked. */
  void awaitAcks() throws InterruptedException, IOException {
    open.acquire(MOST_OPEN);
    open.release(MOST_OPEN);
    check();
  }

  /** Waits until so many markers were heard since their latencies were taken. */
  void awaitMarkers(int count, long limitSeconds) throws InterruptedException, IOException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    while (markersHeardNanos.size() < count) {
      check();
      if (System.nanoTime() - endNanos > 0) {
        throw new IOException(
            markersHeardNanos.size()
                + " of "
                + count
                + " alerts arrived in "
                + limitSeconds
                + " s");
      }
      Thread.sleep(1);
    }
  }

  /** Alerts heard so far, markers included. */
  long alerts() {
    return alerts.get();
  }

  /** From {@code sendMarker} to the alert, of all markers since the last call. */
  Timings takeLatencies() {
    double[] millis =
        markersHeardNanos.entrySet().stream()
            .filter(heard -> markersSentNanos.containsKey(heard.getKey()))
            .mapToDouble(heard -> (heard.getValue() - markersSentNanos.get(heard.getKey())) / 1e6)
            .toArray();
    markersSentNanos.clear();
    markersHeardNanos.clear();
    return new Timings(millis);
  }

  private void check() throws IOException {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IOException("gists or alerts did not get through: " + failed.getMessage(), failed);
    }
  }

  @Override
  public void close() {
    // Ending the stream is no failure.
    failure.set(new IOException("closed"));
    listener.call.cancel("the measurement is over", null);
  }
}
