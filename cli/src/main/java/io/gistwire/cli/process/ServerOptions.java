package io.gistwire.cli.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server is to be started.
 *
 * @param data folder of its ledger and index
 * @param grpcPort 0 for a free one
 * @param httpPort 0 for a free one
 * @param packs packs to serve, the first is the current one; none means the bundled pack
 * @param settings further settings of the server, {@code name=value}
 */
public record ServerOptions(
    Path data, int grpcPort, int httpPort, List<Path> packs, List<String> settings) {
  /** Checks the ports and copies the lists. */
  public ServerOptions {
    packs = List.copyOf(packs);
    settings = List.copyOf(settings);
    checkPort("gRPC", grpcPort);
    checkPort("HTTP", httpPort);
    for (String setting : settings) {
      if (setting.indexOf('=') < 1) {
        throw new IllegalArgumentException(
            "server setting '" + setting + "' has no name and value; write name=value");
      }
    }
  }

  /** A server on free loopback ports. */
  public static ServerOptions onFreePorts(Path data) {
    return new ServerOptions(data, 0, 0, List.of(), List.of());
  }

  private static void checkPort(String what, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          what + " port " + port + "; 1 to 65535 are allowed, or 0 for a free one");
    }
  }

  List<String> systemProperties() {
    List<String> properties = new ArrayList<>();
    properties.add("-Dgistwire.data=" + data.toAbsolutePath());
    properties.add("-Dquarkus.grpc.server.port=" + grpcPort);
    properties.add("-Dquarkus.http.port=" + httpPort);
    if (!packs.isEmpty()) {
      List<String> paths = new ArrayList<>();
      packs.forEach(pack -> paths.add(pack.toAbsolutePath().toString()));
      properties.add("-Dgistwire.packs=" + String.join(",", paths));
    }
    settings.forEach(setting -> properties.add("-D" + setting));
    return properties;
  }
}
