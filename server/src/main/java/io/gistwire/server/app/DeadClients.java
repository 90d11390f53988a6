package io.gistwire.server.app;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * How long a client's machine may leave a ping unanswered. Quarkus has a setting for the time
 * between pings only, and the transport's own wait of 20 s would make 30 s of both.
 */
@Singleton
class DeadClients implements ServerBuilderCustomizer<VertxServerBuilder> {
  private final GistwireConfig settings;

  @Inject
  DeadClients(GistwireConfig settings) {
    this.settings = settings;
  }

  @Override
  public void customize(GrpcServerConfiguration quarkus, VertxServerBuilder server) {
    server
        .nettyBuilder()
        .keepAliveTimeout(settings.session().pingTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
