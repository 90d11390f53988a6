package io.gistwire.server.app;

import io.gistwire.server.admission.AdmissionInterceptor;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Finds the caller of every call, counts what the call takes, and ends it with its authority. */
@GlobalInterceptor
@Singleton
class CallInterceptor extends AuthInterceptor {
  private final AdmissionInterceptor admission;

  @Inject
  CallInterceptor(Authenticator authenticator, LiveCalls calls, AdmissionInterceptor admission) {
    super(authenticator, calls);
    this.admission = admission;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return super.interceptCall(
        call, headers, (known, same) -> admission.interceptCall(known, same, next));
  }
}
