package io.gistwire.cli.process;

import io.gistwire.cli.output.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command of the packaged server on a data folder that no server uses now. */
public final class OfflineServer {
  private OfflineServer() {}

  /**
   * Runs it in the foreground; its output goes to this process' own.
   *
   * @param arguments such as {@code token list}
   * @return its exit code
   */
  public static int run(Path data, List<String> arguments) {
    try {
      List<String> command =
          new ArrayList<>(ServerProcess.command(ServerOptions.onFreePorts(data)));
      command.addAll(arguments);
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException unusable) {
      throw new CommandException(unusable.getMessage(), "", 1, unusable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandException("The command was interrupted.", "", 1, interrupted);
    }
  }
}
