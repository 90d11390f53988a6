package io.gistwire.server.app;

import io.gistwire.server.admission.AcceptedConnections;
import io.gistwire.server.admission.ConnectionLimits;
import io.gistwire.server.admission.MessageBudget;
import io.grpc.netty.InternalProtocolNegotiators;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Bounds of the gRPC port's connections, for which Quarkus has no settings, and its TLS.
 *
 * <p>The time for answers to pings: Quarkus sets the time between pings only, and the transport's
 * own wait of 20 s would make 30 s of both. The window: what a connection may have sent and no
 * service has asked for yet; the transport's own grows to 8 MiB each.
 */
@Singleton
class TransportBounds implements ServerBuilderCustomizer<VertxServerBuilder> {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int RESET_SECONDS = 10;

  private final GistwireConfig settings;
  private final Limits limits;
  private final MessageBudget messages;
  private final ConnectionLimits connections;
  private final PortCertificates certificates;

  @Inject
  TransportBounds(
      GistwireConfig settings,
      Limits limits,
      MessageBudget messages,
      ConnectionLimits connections,
      PortCertificates certificates) {
    this.settings = settings;
    this.limits = limits;
    this.messages = messages;
    this.connections = connections;
    this.certificates = certificates;
  }

  @Override
  public void customize(GrpcServerConfiguration quarkus, VertxServerBuilder server) {
    LimitSettings limit = limits.settings();
    server.addStreamTracerFactory(messages);
    server.addTransportFilter(connections);
    server.handshakeTimeout(limit.handshakeTime().toMillis(), TimeUnit.MILLISECONDS);
    server
        .nettyBuilder()
        .protocolNegotiator(
            new AcceptedConnections(
                certificates
                    .grpcContext(quarkus.ssl())
                    .map(InternalProtocolNegotiators::serverTls)
                    .orElseGet(InternalProtocolNegotiators::serverPlaintext),
                limits.addresses()))
        .keepAliveTimeout(settings.session().pingTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxConcurrentCallsPerConnection(limit.maxCallsPerConnection())
        .maxConnectionIdle(limit.connectionIdle().toMillis(), TimeUnit.MILLISECONDS)
        .maxRstFramesPerWindow(limit.maxResets(), RESET_SECONDS)
        .flowControlWindow(WINDOW_BYTES);
  }
}
