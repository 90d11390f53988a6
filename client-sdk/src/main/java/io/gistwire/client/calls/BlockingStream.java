package io.gistwire.client.calls;

import io.gistwire.client.GistwireException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server-streaming call one message at a time, requesting the next when one is taken. Only
 * {@link #close} may be called from another thread.
 */
final class BlockingStream<A> extends ClientCall.Listener<A> implements Iterator<A> {
  /** A message, or the end. */
  private record Received<A>(@Nullable A message, Status end) {}

  private final ClientCall<?, A> call;
  private final BlockingQueue<Received<A>> queue = new LinkedBlockingQueue<>();
  private @Nullable Received<A> next;
  private volatile boolean closed;

  private BlockingStream(ClientCall<?, A> call) {
    this.call = call;
  }

  static <Q, A> BlockingStream<A> start(ClientCall<Q, A> call, Q request) {
    BlockingStream<A> stream = new BlockingStream<>(call);
    call.start(stream, new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  @Override
  public void onMessage(A message) {
    queue.add(new Received<>(message, Status.OK));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    queue.add(new Received<>(null, status));
  }

  @Override
  public boolean hasNext() {
    if (closed) {
      return false;
    }
    Received<A> received = next;
    if (received == null) {
      received = take();
      next = received;
    }
    if (received.message() == null && !received.end().isOk() && !closed) {
      throw GistwireException.of(received.end().asRuntimeException());
    }
    return received.message() != null;
  }

  private Received<A> take() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel("interrupted", e);
      throw GistwireException.of(
          Status.CANCELLED
              .withDescription("the thread was interrupted")
              .withCause(e)
              .asRuntimeException());
    }
  }

  @Override
  public A next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    Received<A> received = next;
    next = null;
    call.request(1);
    A message = received == null ? null : received.message();
    if (message == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    return message;
  }

  /** Cancels the call; a thread that waits in {@link #hasNext} gets false. */
  void close() {
    closed = true;
    call.cancel("closed by the caller", null);
  }
}
