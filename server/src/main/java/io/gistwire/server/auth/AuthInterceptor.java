package io.gistwire.server.auth;

import io.gistwire.server.refusal.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/**
 * Puts the {@link Caller} into the context of every call that its permissions allow, and ends the
 * others; ends calls also later, when their authority does.
 */
public class AuthInterceptor implements ServerInterceptor {
  private final Authenticator authenticator;
  private final LiveCalls calls;

  /**
   * Queries this authenticator.
   *
   * @param calls in which every call is kept while it runs
   */
  public AuthInterceptor(Authenticator authenticator, LiveCalls calls) {
    this.authenticator = authenticator;
    this.calls = calls;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (isOpenToAll(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    try {
      LiveCalls.Authority authority =
          authenticator.authenticate(headers, ClientCertificates.of(call.getAttributes(), headers));
      AccessTable.check(call.getMethodDescriptor().getFullMethodName(), authority.caller());
      return calls.start(authority, call, headers, next);
    } catch (Refusal refusal) {
      StatusRuntimeException failure = refusal.toStatus();
      call.close(failure.getStatus(), failure.getTrailers());
      return new ServerCall.Listener<>() {};
    }
  }

  /** Health tells nothing about gists, and load balancers have no token. */
  public static boolean isOpenToAll(String service) {
    return "grpc.health.v1.Health".equals(service);
  }
}
