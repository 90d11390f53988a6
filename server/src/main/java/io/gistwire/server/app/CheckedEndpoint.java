package io.gistwire.server.app;

import io.gistwire.server.admission.CheckedMessages;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/** A service on Quarkus' gRPC server, whose requests are checked before it sees them. */
abstract class CheckedEndpoint implements BindableService {
  private final ServerServiceDefinition plain;
  private final ServerServiceDefinition definition;

  CheckedEndpoint(BindableService service) {
    plain = service.bindService();
    definition = CheckedMessages.of(plain);
  }

  /** The service for callers inside the process, whose requests are messages already. */
  ServerServiceDefinition plain() {
    return plain;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return definition;
  }
}
