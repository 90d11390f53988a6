package io.gistwire.server.app;

import io.gistwire.server.admission.AdmissionInterceptor;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.metrics.CallTimes;
import io.gistwire.server.tracing.CallTraces;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Measures and traces every call, finds its caller, counts what it takes, and ends it with its
 * authority.
 */
@GlobalInterceptor
@Singleton
class CallInterceptor extends AuthInterceptor {
  private final AdmissionInterceptor admission;
  private final CallTimes times;
  private final CallTraces traces = new CallTraces();

  @Inject
  CallInterceptor(
      Authenticator authenticator,
      LiveCalls calls,
      AdmissionInterceptor admission,
      CallTimes times) {
    super(authenticator, calls);
    this.admission = admission;
    this.times = times;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return times.interceptCall(
        call, headers, (measured, same) -> traces.interceptCall(measured, same, admitted(next)));
  }

  private <Q, A> ServerCallHandler<Q, A> admitted(ServerCallHandler<Q, A> next) {
    return (call, headers) ->
        super.interceptCall(
            call,
            headers,
            (known, same) -> {
              times.called();
              return admission.interceptCall(known, same, next);
            });
  }
}
