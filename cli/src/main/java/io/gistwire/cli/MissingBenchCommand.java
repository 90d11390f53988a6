package io.gistwire.cli;

import io.gistwire.cli.output.CommandException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code gistwire bench} where its module is not on the class path: tells how to get it. */
@Command(
    name = "bench",
    description =
        "Measures one part of Gistwire, beside a rival where there is one (not installed).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = "  gistwire bench codec")
final class MissingBenchCommand implements Callable<Integer> {
  @Unmatched private List<String> ignored;

  @Override
  public Integer call() {
    throw new CommandException(
        "the benchmarks are not installed: gistwire-bench.jar is not on the class path",
        "They are the module 'bench' of the sources: 'mvn -q -pl server,cli,bench -am -DskipTests"
            + " package' builds it, and the launcher 'gistwire' finds it.");
  }
}
