package io.gistwire.server.connect;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Lets the conformance service see a call's headers and set those of its answer. */
final class ConformanceHeaders implements ServerInterceptor {
  static final Context.Key<Headers> KEY = Context.key("conformance-headers");

  /** What arrived, and what goes out before the first message and after the last. */
  record Headers(Metadata received, Metadata leading, Metadata trailing) {}

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata received, ServerCallHandler<Q, R> next) {
    Headers headers = new Headers(received, new Metadata(), new Metadata());
    ServerCall<Q, R> withHeaders =
        new ForwardingServerCall.SimpleForwardingServerCall<Q, R>(call) {
          private boolean areSent;

          @Override
          public void sendHeaders(Metadata own) {
            areSent = true;
            own.merge(headers.leading());
            super.sendHeaders(own);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            if (!areSent && !headers.leading().keys().isEmpty()) {
              sendHeaders(new Metadata());
            }
            trailers.merge(headers.trailing());
            super.close(status, trailers);
          }
        };
    return Contexts.interceptCall(
        Context.current().withValue(KEY, headers), withHeaders, received, next);
  }
}
