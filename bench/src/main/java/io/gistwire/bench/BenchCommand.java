package io.gistwire.bench;

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
      CodecBenchCommand.class,
      GrowthBenchCommand.class,
      IngestBenchCommand.class,
      LinkBenchCommand.class,
      PackBenchCommand.class,
      RecallBenchCommand.class,
      SearchBenchCommand.class,
      WatchBenchCommand.class,
      ZeroShotBenchCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
