package io.gistwire.client.calls;

import io.gistwire.client.GistwireException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a server's stream over lost connections: each one is asked for what comes after the last
 * message that was read. Only {@link #close} may be called from another thread.
 *
 * @param <A> messages of the stream
 * @param <T> what is returned of them
 */
final class ResumingStream<A, T> implements Iterator<T>, AutoCloseable {
  private static final int FIRST_PAUSE_MILLIS = 500;
  private static final int MAX_PAUSE_MILLIS = 30_000;

  private final Source<A, T> source;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable T next;
  private int failures;
  private volatile @Nullable ResultStream<A> stream;

  ResumingStream(Source<A, T> source) {
    this.source = source;
  }

  /** A call that can be made again where it was cut. */
  interface Source<A, T> {
    /** Makes the call, from after the last message that {@link #read} got. */
    ResultStream<A> start();

    /** Notes where a message is; what it brings, or null. */
    @Nullable T read(A message);
  }

  /** A stream of such a source that ends with the client. */
  static <A, T> ResultStream<T> within(Lifetime lifetime, Source<A, T> source) {
    ResumingStream<A, T> follower = new ResumingStream<>(source);
    Runnable close = follower::close;
    lifetime.add(close);
    return new ResultStream<>(
        follower,
        () -> {
          lifetime.remove(close);
          close.run();
        });
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
    ResultStream<A> current = stream;
    if (current == null) {
      current = source.start();
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
    next = source.read(current.next());
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
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream was closed");
    }
    T taken = next;
    next = null;
    if (taken == null) {
      throw new NoSuchElementException("the stream was closed");
    }
    return taken;
  }

  @Override
  public void close() {
    closed.countDown();
    ResultStream<A> current = stream;
    if (current != null) {
      current.close();
    }
  }
}
