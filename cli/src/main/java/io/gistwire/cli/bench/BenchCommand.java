package io.gistwire.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gistwire bench}: the parent of all benchmarks. */
@Command(
    name = "bench",
    description = "Measures one part of Gistwire, beside a rival where there is one.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "BENCH",
    commandListHeading = "%nBenchmarks:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench codec",
      "  gistwire bench ingest --seconds 10 --sessions 1000 --json",
      "  gistwire bench zeroshot photos/            one folder a label"
    },
    subcommands = {
      CodecCommand.class,
      GrowthCommand.class,
      IngestCommand.class,
      LinkCommand.class,
      PackCommand.class,
      RecallCommand.class,
      SearchCommand.class,
      WatchCommand.class,
      ZeroShotCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
