package io.gistwire.cli;

import io.gistwire.cli.output.Printable;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints what was wrong with the arguments, near misses, and where help is; exits with 2 as GNU
 * programs do.
 */
final class UsageReport implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        command.getColorScheme().errorText("gistwire: " + Printable.line(error.getMessage())));
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("  Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
