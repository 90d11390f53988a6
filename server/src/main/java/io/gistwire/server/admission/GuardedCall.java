package io.gistwire.server.admission;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that several may end: its service, the budget of messages, the end of its authority. The
 * first end counts; whatever is written after it is dropped. Thread-safe, which a plain {@code
 * ServerCall} is not.
 */
final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private boolean isClosed;

  GuardedCall(ServerCall<Q, A> call) {
    super(call);
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!isClosed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(A message) {
    if (!isClosed) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (!isClosed) {
      isClosed = true;
      super.close(status, trailers);
    }
  }
}
