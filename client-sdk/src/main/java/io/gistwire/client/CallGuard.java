package io.gistwire.client;

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
 * Stands around every call of a client: attaches a typed {@link GistwireException} as the cause of
 * each status that is not OK, and ends all calls when the client is closed. Thread-safe.
 */
final class CallGuard implements ClientInterceptor {
  private final String target;
  private final Set<ClientCall<?, ?>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Names the server in messages as {@code target}. */
  CallGuard(String target) {
    this.target = target;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        ClientCall<Q, A> call = delegate();
        open.add(call);
        super.start(
            new SimpleForwardingClientCallListener<A>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                open.remove(call);
                super.onClose(typed(status, trailers), trailers);
              }
            },
            headers);
        if (closed) {
          end(call);
        }
      }
    };
  }

  private Status typed(Status status, Metadata trailers) {
    if (status.isOk()) {
      return status;
    }
    return status.withCause(
        closed
            ? new GistwireException(
                Reason.CLIENT_CLOSED, "the client was closed", "", null, status.getCause())
            : Failures.of(status, trailers, target));
  }

  /** Ends all calls; later ones end as soon as they start. */
  void close() {
    closed = true;
    open.forEach(CallGuard::end);
  }

  private static void end(ClientCall<?, ?> call) {
    call.cancel("the client was closed", null);
  }
}
