package io.gistwire.cli.remote;

import io.gistwire.cli.process.OfflineServer;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The choice between a running server and the data folder of one that is down. */
final class Offline {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Work on this data folder, whose server is down, and ask no server.")
  private Path data;

  boolean isOffline() {
    return data != null;
  }

  /** Runs a command of the packaged server; its exit code. */
  int run(List<String> arguments) {
    return OfflineServer.run(data, arguments);
  }
}
