package io.gistwire.server.connect;

import io.gistwire.server.refusal.Refusal;
import io.grpc.Metadata;

/** Whose requests are whose, known from their headers before a body is kept. Thread-safe. */
@FunctionalInterface
public interface HttpCallers {
  /**
   * The tenant for whom a request's bytes count.
   *
   * @param service full name of the service that is called
   * @param headers of the call, the client's {@link PeerHandover.Peer} among them
   * @throws Refusal when the caller is not known, so that nothing of the body is kept
   */
  String tenantOf(String service, Metadata headers);
}
