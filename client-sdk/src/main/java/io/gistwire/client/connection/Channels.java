package io.gistwire.client.connection;

import io.gistwire.client.link.LinkProfile;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the channel that all calls of a client share. */
final class Channels {
  /** A photo of 16 MiB and what is around it. */
  private static final int MAX_MESSAGE_BYTES = 20 << 20;

  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 20;

  private Channels() {}

  static ManagedChannel open(
      String target,
      ChannelCredentials credentials,
      @Nullable String authority,
      LinkProfile profile) {
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder(target, credentials)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .defaultServiceConfig(serviceConfig())
            .enableRetry()
            .disableServiceConfigLookUp() // a TXT query costs more than a batch on a thin link
            .idleTimeout(30, TimeUnit.MINUTES);
    if (authority != null) {
      builder.overrideAuthority(authority);
    }
    if (profile.keepAliveMillis() > 0) {
      builder
          .keepAliveTime(profile.keepAliveMillis(), TimeUnit.MILLISECONDS)
          .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    return builder.build();
  }

  /** Calls that may be made twice are made again when the server was not reached. */
  private static Map<String, Object> serviceConfig() {
    Map<String, Object> retry = new LinkedHashMap<>();
    retry.put("maxAttempts", 4.0);
    retry.put("initialBackoff", "0.2s");
    retry.put("maxBackoff", "5s");
    retry.put("backoffMultiplier", 2.0);
    retry.put("retryableStatusCodes", List.of("UNAVAILABLE"));
    List<Object> names = new ArrayList<>();
    add(names, "GistService", "GetGist", "ListGists", "DescribeGist", "RenderGist", "ListSources");
    add(names, "SearchService");
    add(names, "WatchService", "GetWatch", "ListWatches", "TestWatch", "ListAlerts");
    add(names, "WatchService", "AcknowledgeAlert");
    add(names, "PackService", "GetPack", "ListPacks");
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("name", names);
    method.put("retryPolicy", retry);
    return Map.of("methodConfig", List.of(method));
  }

  private static void add(List<Object> names, String service, String... methods) {
    if (methods.length == 0) {
      names.add(Map.of("service", "gistwire.v1." + service));
    }
    for (String method : methods) {
      names.add(Map.of("service", "gistwire.v1." + service, "method", method));
    }
  }
}
