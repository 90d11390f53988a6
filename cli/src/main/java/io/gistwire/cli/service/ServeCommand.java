package io.gistwire.cli.service;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.client.outbox.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gistwire serve}: the packaged server in the foreground. */
@Command(
    name = "serve",
    description = {
      "Runs the server in the foreground until it is interrupted; it drains its streams first. A server that cannot start",
      "gives the reason in one sentence, and the exit code is 1."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire serve                              loopback, gRPC on 9000, HTTP on 8080",
      "  gistwire serve --data /var/lib/gistwire --port 9443",
      "  gistwire serve --set gistwire.ledger.commit-millis=5"
    })
public final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the ledger and the index (default: ~/.gistwire/data).")
  private Path data = Path.of(System.getProperty("user.home"), ".gistwire", "data");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "gRPC port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Port of console, metrics and health, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = {
        "Address on which both ports listen (default: ${DEFAULT-VALUE}). On one that other machines reach, the server",
        "starts only with tokens or client certificates; see docs/operations.md."
      })
  private String host;

  @Option(
      names = "--pack",
      paramLabel = "PACK",
      description =
          "Folder or zip of a pack to serve; repeat it for several, the first is current (default: the bundled pack).")
  private List<Path> packs = List.of();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the server, as docs/operations.md lists them; repeatable.")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerOptions options = options();
    OwnerOnlyFiles.createFolders(data);
    Process server = ServerProcess.inForeground(options);
    Thread atExit = new Thread(() -> stop(server), "stop-server");
    Runtime.getRuntime().addShutdownHook(atExit);
    return server.waitFor();
  }

  private ServerOptions options() {
    // Settings come after: --set quarkus.http.host=127.0.0.1 keeps the HTTP port on this machine.
    List<String> all = new ArrayList<>();
    all.add("quarkus.grpc.server.host=" + host);
    all.add("quarkus.http.host=" + host);
    all.addAll(settings);
    try {
      return new ServerOptions(data, port, httpPort, packs, all);
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(wrong.getMessage(), "", 2, wrong);
    }
  }

  /** The interrupt reached the server too, or the launcher alone: ask, then wait for its drain. */
  private static void stop(Process server) {
    server.destroy();
    try {
      server.waitFor();
    } catch (InterruptedException impatient) {
      server.destroyForcibly();
    }
  }
}
