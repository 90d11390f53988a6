package io.gistwire.server.app;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * What would keep the server from listening, found before anything is opened: where it may listen,
 * and whether its ports are free. Each failure is one sentence. {@link PortCertificates} does the
 * same for certificates.
 */
@Singleton
class StartChecks {
  private static final String GRPC = "quarkus.grpc.server";
  private static final String HTTP = "quarkus.http";
  private static final Map<String, String> NAMES = Map.of(GRPC, "gRPC", HTTP, "HTTP");

  @Inject
  StartChecks(GistwireConfig settings, Config all) {
    for (String prefix : NAMES.keySet().stream().sorted().toList()) {
      String host = all.getValue(prefix + ".host", String.class);
      ListeningRule.check(
          prefix + ".host", host, settings.auth(), settings.allowUnauthenticatedNetwork());
      checkFree(
          NAMES.get(prefix), prefix + ".port", host, all.getValue(prefix + ".port", Integer.class));
    }
  }

  static void checkFree(String what, String setting, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalStateException(
          "the " + what + " server cannot listen: the host " + host + " is unknown");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the "
              + what
              + " server cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); stop the process that has the port, or set "
              + setting
              + " to another one, 0 for a free one",
          e);
    }
  }
}
