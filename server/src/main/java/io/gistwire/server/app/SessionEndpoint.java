package io.gistwire.server.app;

import io.gistwire.server.session.ExchangeService;
import io.gistwire.server.session.SessionRegistry;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.SessionService} on Quarkus' gRPC server. */
@GrpcService
class SessionEndpoint extends CheckedEndpoint {
  @Inject
  SessionEndpoint(SessionRegistry registry, ServerThreads threads) {
    super(new ExchangeService(registry, threads.sessions()));
  }
}
