package io.gistwire.server.auth;

import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/**
 * A call that may be ended from outside at any time. The client then gets the status at once; for
 * the service it is as if the client had cancelled: it is told so, its context is cancelled, and
 * what it still sends is dropped. Thread-safe.
 *
 * <p>Two locks, never taken together: one for what is sent, which services do on their own threads,
 * and one for what the service is told, so that it is told one thing after the other.
 */
final class LiveCall<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
  private final LiveCalls.Authority authority;
  private final Context.CancellableContext context;
  private final Consumer<LiveCall<?, ?>> done;
  private final Object sending = new Object();
  private final Told told = new Told();
  private boolean isClosed;
  private volatile boolean isEnded;

  LiveCall(
      ServerCall<Q, A> call,
      LiveCalls.Authority authority,
      Context.CancellableContext context,
      Consumer<LiveCall<?, ?>> done) {
    super(call);
    this.authority = authority;
    this.context = context;
    this.done = done;
  }

  LiveCalls.Authority authority() {
    return authority;
  }

  ServerCall.Listener<Q> start(Metadata headers, ServerCallHandler<Q, A> next) {
    told.to(Contexts.interceptCall(context, this, headers, next));
    return told;
  }

  /** Ends the call from outside; false when it has ended before. */
  boolean end(Refusal refusal) {
    StatusRuntimeException status = refusal.toStatus();
    synchronized (sending) {
      if (isClosed || isEnded) {
        return false;
      }
      isEnded = true;
      delegate().close(status.getStatus(), status.getTrailers());
    }
    context.cancel(refusal);
    told.onCancel();
    return true;
  }

  @Override
  public void sendHeaders(Metadata headers) {
    synchronized (sending) {
      if (!isEnded) {
        super.sendHeaders(headers);
      }
    }
  }

  @Override
  public void sendMessage(A message) {
    synchronized (sending) {
      if (!isEnded) {
        super.sendMessage(message);
      }
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    synchronized (sending) {
      if (!isEnded) {
        isClosed = true;
        super.close(status, trailers);
      }
    }
  }

  @Override
  public void request(int count) {
    synchronized (sending) {
      if (!isEnded) {
        super.request(count);
      }
    }
  }

  @Override
  public boolean isReady() {
    return !isEnded && super.isReady();
  }

  @Override
  public boolean isCancelled() {
    return isEnded || super.isCancelled();
  }

  /** What the service is told; after the end of the call, nothing any more. */
  private final class Told extends ServerCall.Listener<Q> {
    private ServerCall.Listener<Q> service;
    private boolean isOver;

    synchronized void to(ServerCall.Listener<Q> listener) {
      service = listener;
      if (isEnded && !isOver) {
        onCancel();
      }
    }

    @Override
    public synchronized void onMessage(Q message) {
      if (!isOver) {
        service.onMessage(message);
      }
    }

    @Override
    public synchronized void onHalfClose() {
      if (!isOver) {
        service.onHalfClose();
      }
    }

    @Override
    public synchronized void onReady() {
      if (!isOver) {
        service.onReady();
      }
    }

    /** The transport tells so, too, when what {@link #end} sent has left. */
    @Override
    public synchronized void onComplete() {
      if (isEnded) {
        onCancel();
      } else {
        over();
        service.onComplete();
      }
    }

    @Override
    public synchronized void onCancel() {
      if (!isOver && service != null) {
        over();
        service.onCancel();
      }
    }

    private void over() {
      isOver = true;
      done.accept(LiveCall.this);
      context.cancel(null);
    }
  }
}
