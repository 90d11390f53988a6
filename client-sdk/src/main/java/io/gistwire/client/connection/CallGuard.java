package io.gistwire.client.connection;

import io.gistwire.client.GistwireException;
import io.gistwire.client.GistwireException.Reason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Surrounds every call of a client: attaches a typed {@link GistwireException} as the cause of each
 * status that is not OK, and ends all calls when the client is closed. Thread-safe.
 */
final class CallGuard implements ClientInterceptor {
  private final String target;
  private final Set<ClientCall<?, ?>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean reached;
  private volatile boolean closed;

  /** Names the server in messages as {@code target}. */
  CallGuard(String target) {
    this.target = target;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new GuardedCall<>(next.newCall(method, options));
  }

  private Status typed(Status status, Metadata trailers) {
    if (status.isOk()) {
      return status;
    }
    GistwireException cause =
        closed
            ? new GistwireException(
                Reason.CLIENT_CLOSED, "the client was closed", "", null, status.getCause())
            : GistwireException.of(status, trailers, target, reached);
    return status.withCause(cause);
  }

  /** Ends all calls; later ones end as soon as they start. */
  void close() {
    closed = true;
    open.forEach(CallGuard::end);
  }

  private static void end(ClientCall<?, ?> call) {
    call.cancel("the client was closed", null);
  }

  private final class GuardedCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
    GuardedCall(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      ClientCall<Q, A> call = delegate();
      open.add(call);
      super.start(new GuardedListener(listener), headers);
      if (closed) {
        end(call);
      }
    }

    /** A cancelled call takes no message; that the client was closed is reported by its end. */
    @Override
    public void sendMessage(Q message) {
      try {
        super.sendMessage(message);
      } catch (IllegalStateException e) {
        if (!closed) {
          throw e;
        }
      }
    }

    @Override
    public void halfClose() {
      try {
        super.halfClose();
      } catch (IllegalStateException e) {
        if (!closed) {
          throw e;
        }
      }
    }

    private final class GuardedListener extends SimpleForwardingClientCallListener<A> {
      GuardedListener(Listener<A> listener) {
        super(listener);
      }

      @Override
      public void onHeaders(Metadata headers) {
        reached = true;
        super.onHeaders(headers);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        open.remove(guarded());
        super.onClose(typed(status, trailers), trailers);
      }
    }

    private ClientCall<Q, A> guarded() {
      return delegate();
    }
  }
}
