package io.gistwire.client.calls;

import java.util.Iterator;

/**
 * Results as they come. {@link #hasNext()} waits for the next and throws {@link
 * io.grpc.StatusRuntimeException} when the call failed. Close it when no more are wanted, from any
 * thread; otherwise not thread-safe.
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
