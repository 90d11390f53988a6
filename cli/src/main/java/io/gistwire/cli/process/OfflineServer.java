package io.gistwire.cli.process;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command of the packaged server on a data folder that no server uses now. */
public final class OfflineServer {
  /** Exit codes of the server's own commands. */
  private static final int WRONG_USE = 2;

  private static final int FAILED = 3;

  private OfflineServer() {}

  /**
   * Runs it in the foreground; its output goes to this process' own.
   *
   * @param arguments such as {@code token list}
   * @return 0, or 1 when a check found something
   * @throws CommandException when the command refuses or fails, with what it said
   */
  public static int run(Path data, List<String> arguments) {
    try {
      List<String> command =
          new ArrayList<>(ServerProcess.command(ServerOptions.onFreePorts(data)));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .inheritIO()
              .redirectError(ProcessBuilder.Redirect.PIPE)
              .start();
      String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code == WRONG_USE || code == FAILED) {
        throw refused(said, code == WRONG_USE ? 2 : 1);
      }
      said.lines().forEach(line -> System.err.println(Printable.line(line)));
      return code == 0 ? 0 : 1;
    } catch (IOException unusable) {
      throw new CommandException(Reason.of(unusable), "", 1, unusable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandException("the command was interrupted", "", 1, interrupted);
    }
  }

  /** The first line gives the reason; the server's usage after it is about another program. */
  private static CommandException refused(String said, int exitCode) {
    String why =
        said.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("audit: "))
            .findFirst()
            .orElse("the server's command failed without a word");
    return new CommandException(why, exitCode == 2 ? "See --help." : "", exitCode, null);
  }
}
