package io.gistwire.client.calls;

import io.gistwire.client.GistwireException;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows alerts over lost connections, by the position of the last alert. Only {@link #close} may
 * be called from another thread.
 */
final class AlertFollower implements Iterator<Alert>, AutoCloseable {
  private static final int FIRST_PAUSE_MILLIS = 500;
  private static final int MAX_PAUSE_MILLIS = 30_000;

  private final Function<WatchRequest, ResultStream<WatchResponse>> start;
  private final CountDownLatch closed = new CountDownLatch(1);
  private WatchRequest request;
  private @Nullable Alert next;
  private int failures;
  private volatile @Nullable ResultStream<WatchResponse> stream;

  AlertFollower(WatchRequest request, Function<WatchRequest, ResultStream<WatchResponse>> start) {
    this.request = request;
    this.start = start;
  }

  @Override
  public boolean hasNext() {
    while (next == null && closed.getCount() > 0) {
      try {
        readOne();
      } catch (GistwireException e) {
        if (closed.getCount() == 0 || e.reason() == GistwireException.Reason.CLIENT_CLOSED) {
          return false;
        }
        if (!e.status().equals("UNAVAILABLE")) {
          throw e;
        }
        stream = null;
        pause();
      }
    }
    return next != null;
  }

  private void readOne() {
    ResultStream<WatchResponse> current = stream;
    if (current == null) {
      current = start.apply(request);
      stream = current;
      if (closed.getCount() == 0) {
        current.close(); // close() may have looked before the stream was there
      }
    }
    if (!current.hasNext()) {
      stream = null;
      pause();
      return;
    }
    failures = 0;
    WatchResponse response = current.next();
    if (response.hasAlert()) {
      next = response.getAlert();
      goOnAfter(response.getAlert().getPosition());
    } else if (response.hasProgress()) {
      goOnAfter(response.getProgress().getAlertPosition());
    }
  }

  private void goOnAfter(long position) {
    request = request.toBuilder().setAfterPosition(position).build();
  }

  private void pause() {
    long bound = Math.min(MAX_PAUSE_MILLIS, (long) FIRST_PAUSE_MILLIS << Math.min(failures++, 16));
    try {
      closed.await((long) (Math.random() * bound), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  @Override
  public Alert next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream of alerts was closed");
    }
    Alert alert = next;
    next = null;
    if (alert == null) {
      throw new NoSuchElementException("the stream of alerts was closed");
    }
    return alert;
  }

  @Override
  public void close() {
    closed.countDown();
    ResultStream<WatchResponse> current = stream;
    if (current != null) {
      current.close();
    }
  }
}
