package io.gistwire.server.app;

import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.Authenticator;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Finds the caller of every call. */
@GlobalInterceptor
@Singleton
class CallInterceptor extends AuthInterceptor {
  @Inject
  CallInterceptor(Authenticator authenticator) {
    super(authenticator);
  }
}
