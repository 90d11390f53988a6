package io.gistwire.server.auth;

import io.gistwire.server.connect.PeerHandover;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Puts the {@link Caller} into the context of every call, or ends the call. */
public class AuthInterceptor implements ServerInterceptor {
  private final Authenticator authenticator;

  /** Asks this authenticator. */
  public AuthInterceptor(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (isOpenToAll(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    try {
      Caller caller = authenticator.authenticate(headers, subject(call, headers));
      return Contexts.interceptCall(caller.in(Context.current()), call, headers, next);
    } catch (Refusal refusal) {
      StatusRuntimeException failure = refusal.toStatus();
      call.close(failure.getStatus(), failure.getTrailers());
      return new ServerCall.Listener<>() {};
    }
  }

  /** Health says nothing about gists, and whoever asks for it has no token. */
  private static boolean isOpenToAll(String service) {
    return "grpc.health.v1.Health".equals(service);
  }

  private static Optional<CertificateSubject> subject(ServerCall<?, ?> call, Metadata headers) {
    SSLSession session =
        PeerHandover.get(headers)
            .map(peer -> peer.sslSession().orElse(null))
            .orElseGet(() -> call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? CertificateSubject.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
