package io.gistwire.cli;

import picocli.CommandLine;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new GistwireCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(new ErrorReport())
        .setParameterExceptionHandler(new UsageReport());
  }
}
