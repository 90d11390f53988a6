package io.gistwire.client.connection;

import io.gistwire.client.TraceSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Sends the caller's trace context with unary calls; gists of a stream have theirs in batches. */
final class TraceInterceptor implements ClientInterceptor {
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final TraceSource traces;

  TraceInterceptor(TraceSource traces) {
    this.traces = traces;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    String traceparent =
        method.getType() == MethodDescriptor.MethodType.UNARY ? traces.traceparent() : null;
    if (traceparent == null) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(TRACEPARENT, traceparent);
        super.start(listener, headers);
      }
    };
  }
}
