package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.search.BenchPhotos;
import io.gistwire.bench.search.WatchBench;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.models.ModelPack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire bench watch}: standing queries through gRPC. */
@Command(
    name = "watch",
    description = {
      "Standing queries end to end: gists a second that are sent, stored and matched against every watch, and the time",
      "from a gist's send to its alert at 1,000 gists/s. Gists are drawn around the bundled photos as by 'bench search'."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench watch",
      "  gistwire bench watch --watches 2000 --seconds 30 --json"
    })
final class WatchBenchCommand implements Callable<Integer> {
  private static final int MAX_WATCHES = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--watches",
      defaultValue = "1000",
      description = "Standing queries (default: ${DEFAULT-VALUE}).")
  private int watches;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the ledger lies meanwhile (default: the system's temporary folder).")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (watches < 1 || watches > MAX_WATCHES || seconds < 1) {
      throw new CommandException(
          "--watches is 1 to " + MAX_WATCHES + ", --seconds at least 1", "", 2, null);
    }
    Figures figures = FiguresOutput.empty("watch");
    try (ModelPack pack = packs.open()) {
      new WatchBench(BenchPhotos.bundled(pack), watches, seconds)
          .run(FiguresOutput.workFolder(folder), packs.paths(), figures);
    }
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }
}
