package io.gistwire.client.calls;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Reads a server-streaming call one message at a time, asking for the next when one is taken. */
final class BlockingStream<A> extends ClientCall.Listener<A> implements Iterator<A> {
  /** A message, or the end. */
  private record Came<A>(@Nullable A message, Status end) {}

  private final ClientCall<?, A> call;
  private final BlockingQueue<Came<A>> queue = new LinkedBlockingQueue<>();
  private @Nullable Came<A> next;

  private BlockingStream(ClientCall<?, A> call) {
    this.call = call;
  }

  static <Q, A> Iterator<A> start(ClientCall<Q, A> call, Q request) {
    BlockingStream<A> stream = new BlockingStream<>(call);
    call.start(stream, new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  @Override
  public void onMessage(A message) {
    queue.add(new Came<>(message, Status.OK));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    queue.add(new Came<>(null, status));
  }

  @Override
  public boolean hasNext() {
    Came<A> came = next;
    if (came == null) {
      came = take();
      next = came;
    }
    if (came.message() == null && !came.end().isOk()) {
      throw new StatusRuntimeException(came.end());
    }
    return came.message() != null;
  }

  private Came<A> take() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel("interrupted", e);
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }

  @Override
  public A next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    Came<A> came = next;
    next = null;
    call.request(1);
    A message = came == null ? null : came.message();
    if (message == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    return message;
  }
}
