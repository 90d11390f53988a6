package io.gistwire.server.app;

import io.gistwire.server.admission.MessageSizes;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.connect.ConnectHandler;
import io.gistwire.server.connect.ConnectLimits;
import io.gistwire.server.connect.HttpRefusals;
import io.gistwire.server.connect.PeerHandover;
import io.gistwire.server.shares.TenantShares;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Prioritized;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Serves the gRPC services on the HTTP port by the Connect protocol. Calls go over an in-process
 * transport through the same interceptors as those of the gRPC port.
 */
@ApplicationScoped
class ConnectEndpoint {
  private static final String MAX_BODY = "quarkus.http.limits.max-body-size";

  /** Before the framework's own check, which answers with an empty body. */
  private static final int BEFORE_FRAMEWORK = 900;

  private Server server;
  private ManagedChannel channel;

  void checkBodies(@Observes Filters filters, Config all) {
    filters.register(refusals(all)::checkBody, BEFORE_FRAMEWORK);
  }

  void answerUnrouted(@Observes Router router, Config all) {
    refusals(all).answerUnrouted(router);
  }

  private static HttpRefusals refusals(Config all) {
    return new HttpRefusals(all.getValue(MAX_BODY, MemorySize.class).asLongValue(), MAX_BODY);
  }

  void route(
      @Observes Router router,
      @Any @GrpcService Instance<BindableService> services,
      @Any Instance<ServerInterceptor> interceptors,
      GistwireConfig settings,
      Limits limits,
      MessageSizes sizes,
      Authenticator callers,
      MeterRegistry meters)
      throws IOException {
    List<ServerInterceptor> global =
        interceptors.stream()
            .filter(ConnectEndpoint::isGlobal)
            .sorted(Comparator.comparingInt(ConnectEndpoint::priority).reversed())
            .collect(Collectors.toList());
    List<ServerServiceDefinition> definitions =
        services.stream()
            .map(ConnectEndpoint::plain)
            .map(service -> ServerInterceptors.interceptForward(service, global))
            .collect(Collectors.toList());
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addServices(definitions)
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    GistwireConfig.HttpSettings http = settings.http();
    ConnectHandler handler =
        new ConnectHandler(
            definitions,
            channel,
            new ConnectLimits(
                http.maxMessageBytes(), sizes::of, limits.bodies(), http.bodyTimeout()),
            (service, headers) -> tenantOf(service, headers, callers));
    handler.paths().forEach(path -> router.route(path).handler(handler));
    router.route("/gistwire.v1.*").handler(handler);
    Gauge.builder("gistwire.http.buffered.bytes", limits.bodies(), TenantShares::total)
        .description("Bytes of HTTP request bodies that are held")
        .baseUnit("bytes")
        .register(meters);
  }

  /** What is open to all counts for the address that it comes from. */
  private static String tenantOf(String service, Metadata headers, Authenticator callers) {
    return AuthInterceptor.isOpenToAll(service)
        ? "at " + PeerHandover.get(headers).map(PeerHandover.Peer::host).orElse("")
        : callers.ofHttp(headers).tenant();
  }

  /** Requests on this port were read from their bytes before they become calls. */
  private static ServerServiceDefinition plain(BindableService service) {
    return service instanceof CheckedEndpoint checked ? checked.plain() : service.bindService();
  }

  private static boolean isGlobal(ServerInterceptor interceptor) {
    return ClientProxy.unwrap(interceptor).getClass().isAnnotationPresent(GlobalInterceptor.class);
  }

  private static int priority(ServerInterceptor interceptor) {
    return ClientProxy.unwrap(interceptor) instanceof Prioritized prioritized
        ? prioritized.getPriority()
        : 0;
  }

  void stop(@Observes ShutdownEvent event) {
    if (channel != null) {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
