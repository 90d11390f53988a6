package io.gistwire.cli;

import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.plugin.CommandPlugin;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) throws IOException {
    // Scripts ask this often; building all commands first takes several times as long.
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(String.join(System.lineSeparator(), new Version().getVersion()));
      return;
    }
    quietLibraries(List.of(args));
    System.exit(run(args));
  }

  /** Errors that no command can handle end in one line, too. */
  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (OutOfMemoryError full) {
      System.err.println(
          "gistwire: the memory of "
              + Quantity.bytes(Runtime.getRuntime().maxMemory())
              + " is used up");
      System.err.println("  Give it more: GISTWIRE_JAVA_OPTS=-Xmx4g");
      return 1;
    }
  }

  /** Libraries log by java.util.logging what a command reports itself. */
  private static void quietLibraries(List<String> args) {
    if (!args.contains("-v") && !args.contains("--verbose")) {
      LogManager.getLogManager().reset();
      Logger.getLogger("").setLevel(Level.OFF);
    }
  }

  /** Adds the commands of other jars before settings are made, which reach those present only. */
  private static CommandLine withPlugins(CommandLine root) {
    for (CommandPlugin plugin : ServiceLoader.load(CommandPlugin.class)) {
      root.addSubcommand(plugin.command());
    }
    if (!root.getSubcommands().containsKey("bench")) {
      root.addSubcommand(new MissingBenchCommand());
    }
    return root;
  }

  static CommandLine commandLine() {
    return withPlugins(new CommandLine(new GistwireCommand()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(new ErrorReport())
        .setParameterExceptionHandler(new UsageReport());
  }
}
