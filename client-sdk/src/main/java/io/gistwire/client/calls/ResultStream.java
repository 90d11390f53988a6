package io.gistwire.client.calls;

import java.util.Iterator;

/**
 * Results as they come. {@link #hasNext()} waits for the next one, throws {@link
 * io.gistwire.client.GistwireException} when the call failed, and returns false when the stream was
 * closed. Close it when no more are wanted, from any thread; otherwise not thread-safe.
 *
 * <p>When the client is closed, its result streams end: one that was not complete throws reason
 * CLIENT_CLOSED, so that a part is never taken for the whole; one without an end, {@link
 * WatchCalls#watch}, returns false.
 */
public final class ResultStream<T> implements Iterator<T>, AutoCloseable {
  private final Iterator<T> results;
  private final Runnable cancel;

  ResultStream(Iterator<T> results, Runnable cancel) {
    this.results = results;
    this.cancel = cancel;
  }

  @Override
  public boolean hasNext() {
    return results.hasNext();
  }

  @Override
  public T next() {
    return results.next();
  }

  @Override
  public void close() {
    cancel.run();
  }
}
