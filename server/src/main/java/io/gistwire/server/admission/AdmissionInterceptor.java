package io.gistwire.server.admission;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.shares.TenantShares;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts what a call takes before its service sees it: its connection, a stream where it is one,
 * and the bytes of its messages; holds calls of one message to one message. Runs inside the
 * interceptor that finds the caller. Thread-safe.
 */
public final class AdmissionInterceptor implements ServerInterceptor {
  private static final long RETRY_MILLIS = 5000;

  /** Whoever needs no token, as health checks; no tenant has this name. */
  private static final String NO_TENANT = "";

  private static final int CALLS_WITHOUT_TENANT = 64;

  private final TenantShares streams;
  private final TenantShares withoutTenant =
      new TenantShares("calls without a token", CALLS_WITHOUT_TENANT, 1);

  /**
   * Lets calls in.
   *
   * @param streams calls that are not unary and no sessions, which their registry counts
   */
  public AdmissionInterceptor(TenantShares streams) {
    this.streams = streams;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> plain, Metadata headers, ServerCallHandler<Q, A> next) {
    GuardedCall<Q, A> call = new GuardedCall<>(plain);
    MethodType type = plain.getMethodDescriptor().getType();
    String tenant = Caller.ofContext().map(Caller::tenant).orElse(NO_TENANT);
    TenantShares shares = tenant.equals(NO_TENANT) ? withoutTenant : streams;
    boolean isStream = type == MethodType.SERVER_STREAMING || tenant.equals(NO_TENANT);
    AtomicBoolean holdsStream = new AtomicBoolean();
    try {
      ConnectionLimits.Connection connection = ConnectionLimits.of(plain.getAttributes());
      if (connection != null && !tenant.equals(NO_TENANT)) {
        connection.use(tenant, RETRY_MILLIS);
      }
      if (isStream) {
        shares.take(tenant, 1, RETRY_MILLIS);
        holdsStream.set(true);
      }
    } catch (Refusal refusal) {
      StatusRuntimeException status = refusal.toStatus();
      call.close(status.getStatus(), status.getTrailers());
      return new ServerCall.Listener<>() {};
    }
    MessageTicket.current().ifPresent(ticket -> ticket.begin(tenant, call));
    Runnable end =
        () -> {
          if (holdsStream.compareAndSet(true, false)) {
            shares.give(tenant, 1);
          }
        };
    try {
      return new Admitted<>(next.startCall(call, headers), call, type, end);
    } catch (RuntimeException e) {
      end.run();
      throw e;
    }
  }

  /** What the service hears of a call. */
  private static final class Admitted<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final boolean isOfOneMessage;
    private final Runnable end;
    private final MessageTicket ticket = MessageTicket.current().orElse(null);
    private boolean hasMessage;
    private boolean isRefused;

    Admitted(ServerCall.Listener<Q> service, ServerCall<Q, ?> call, MethodType type, Runnable end) {
      super(service);
      this.call = call;
      this.isOfOneMessage = type.clientSendsOneMessage();
      this.end = end;
    }

    private boolean isOver() {
      return isRefused || (ticket != null && ticket.isRefused());
    }

    private void refuse(String seen) {
      isRefused = true;
      StatusRuntimeException status =
          Refusal.of(ErrorReason.ERROR_REASON_REQUEST_MALFORMED, seen).toStatus();
      call.close(status.getStatus(), status.getTrailers());
    }

    @Override
    public void onMessage(Q message) {
      if (isOver()) {
        return;
      }
      if (isOfOneMessage && hasMessage) {
        refuse("a second request arrived in a call that takes one; call again for each");
        return;
      }
      hasMessage = true;
      super.onMessage(message);
    }

    @Override
    public void onHalfClose() {
      if (isOver()) {
        return;
      }
      if (isOfOneMessage && !hasMessage) {
        refuse("the call ended without a request; send one");
        return;
      }
      super.onHalfClose();
    }

    @Override
    public void onReady() {
      if (!isOver()) {
        super.onReady();
      }
    }

    @Override
    public void onCancel() {
      end.run();
      super.onCancel();
    }

    /** To the service, a call that was ended here is one that was cancelled. */
    @Override
    public void onComplete() {
      end.run();
      if (isOver()) {
        super.onCancel();
      } else {
        super.onComplete();
      }
    }
  }
}
