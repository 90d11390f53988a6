package io.gistwire.cli;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Reason;
import io.gistwire.client.GistwireException;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints one line of what failed and, where there is one, a line of what to do; the trace only when
 * asked for.
 */
final class ErrorReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println(
        command.getColorScheme().errorText("gistwire: " + Printable.line(what(error, command))));
    String advice = advice(error);
    if (!advice.isEmpty()) {
      err.println("  " + Printable.line(advice));
    }
    if (verbose(command)) {
      Printable.trace(error, err);
    }
    err.flush();
    return error instanceof CommandException known
        ? known.exitCode()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String advice(Exception error) {
    if (error instanceof CommandException known) {
      return known.advice();
    }
    if (error instanceof UnreadablePhotoException) {
      return "JPEG, PNG and WebP are read.";
    }
    return error instanceof FileSystemException
        ? "Check the name, and what you may do there."
        : "Run it again with -v to see the trace.";
  }

  private static @Nullable String what(Exception error, CommandLine command) {
    if (error instanceof CommandException known) {
      boolean isOfServer = known.getCause() instanceof GistwireException;
      return isOfServer
          ? OptionNames.in(known.getMessage(), command.getCommandSpec())
          : known.getMessage();
    }
    return error instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + Reason.of(file)
        : Reason.of(error);
  }

  private static boolean verbose(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof GistwireCommand gistwire && gistwire.verbose();
  }
}
