package io.gistwire.server.app;

import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.admission.AdmissionInterceptor;
import io.gistwire.server.admission.ConnectionLimits;
import io.gistwire.server.admission.MessageBudget;
import io.gistwire.server.admission.MessageSizes;
import io.gistwire.server.admission.PhotoMemory;
import io.gistwire.server.calls.Lane;
import io.gistwire.server.shares.TenantShares;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** Makes what is between the network and the services, and its metrics. */
@ApplicationScoped
class AdmissionBeans {
  @Produces
  @Singleton
  MessageSizes sizes(GistwireConfig config) {
    return new MessageSizes(
        List.of(
            AdminServiceGrpc.getServiceDescriptor(),
            GistServiceGrpc.getServiceDescriptor(),
            PackServiceGrpc.getServiceDescriptor(),
            SearchServiceGrpc.getServiceDescriptor(),
            SessionServiceGrpc.getServiceDescriptor(),
            WatchServiceGrpc.getServiceDescriptor()),
        config.session().maxBatchBytes());
  }

  @Produces
  @Singleton
  MessageBudget messages(Limits limits, MessageSizes sizes, ServerThreads threads) {
    return new MessageBudget(
        limits.messageBytes(), sizes, limits.settings().messageIdle().toMillis(), threads.timer());
  }

  @Produces
  @Singleton
  ConnectionLimits connections(Limits limits) {
    return new ConnectionLimits(limits.connections());
  }

  @Produces
  @Singleton
  AdmissionInterceptor admission(Limits limits) {
    return new AdmissionInterceptor(limits.streams());
  }

  @Produces
  @Singleton
  PhotoMemory photos(Limits limits) {
    return new PhotoMemory(
        limits.photoBytes(),
        limits.settings().maxPhotoPixels(),
        limits.settings().photoTime().toMillis());
  }

  void register(
      @Observes StartupEvent event, MeterRegistry meters, Limits limits, ServerThreads threads) {
    limits.all().forEach(shares -> register(meters, shares));
    for (Lane lane : Lane.values()) {
      String name = lane.name().toLowerCase(Locale.ROOT);
      Gauge.builder("gistwire.calls.running", threads.calls(), c -> c.runningCount(lane))
          .tag("lane", name)
          .description("Unary calls that run now")
          .register(meters);
      Gauge.builder("gistwire.calls.waiting", threads.calls(), c -> c.waitingCount(lane))
          .tag("lane", name)
          .description("Unary calls that wait for a thread now")
          .register(meters);
      FunctionCounter.builder("gistwire.calls.refused", threads.calls(), c -> c.refusedCount(lane))
          .tag("lane", name)
          .description("Unary calls refused because too many of their tenant waited")
          .register(meters);
    }
  }

  private static void register(MeterRegistry meters, TenantShares shares) {
    String resource = shares.resource().replace(' ', '_');
    Gauge.builder("gistwire.limit.used", shares, TenantShares::total)
        .tag("resource", resource)
        .description("How much of a limited resource is taken now")
        .register(meters);
    Gauge.builder("gistwire.limit.size", shares, TenantShares::limit)
        .tag("resource", resource)
        .description("How much there is of a limited resource")
        .register(meters);
    FunctionCounter.builder("gistwire.limit.refused", shares, TenantShares::refusedCount)
        .tag("resource", resource)
        .description("How often somebody got nothing of a limited resource")
        .register(meters);
  }
}
