package io.gistwire.cli;

import io.gistwire.cli.output.CommandException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints one line of what went wrong and, where there is one, a line of what to do; the trace only
 * when asked for.
 */
final class ErrorReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("gistwire: " + what(error)));
    if (error instanceof CommandException known && !known.advice().isEmpty()) {
      err.println("  " + known.advice());
    }
    if (verbose(command)) {
      error.printStackTrace(err);
    } else if (!(error instanceof CommandException)) {
      err.println("  Run it again with -v to see the trace.");
    }
    err.flush();
    return error instanceof CommandException known
        ? known.exitCode()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String what(Exception error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private static boolean verbose(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof GistwireCommand gistwire && gistwire.verbose();
  }
}
