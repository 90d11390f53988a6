package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.growth.GrowthBench;
import io.gistwire.cli.output.CommandException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire bench growth}: time and memory by the number of gists held. */
@Command(
    name = "growth",
    description = {
      "Time and memory of the packaged server at several sizes, each with the same figures: start, first search,",
      "searches, a page of 1,000, backup, reindex, matching against 100 watches, retention of nine tenths with the",
      "acks meanwhile, compaction. Gists have 16 bytes of embedding and a caption; a hundred sources take turns."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench growth",
      "  gistwire bench growth --gists 10000,100000,1000000 --heap 1g --json",
      "  gistwire bench growth --gists 100000 --captions inferred"
    })
final class GrowthBenchCommand implements Callable<Integer> {
  private static final int MAX_GISTS = 20_000_000;
  private static final int MIN_GISTS = 10_000;

  enum Captions {
    sent,
    inferred
  }

  @Spec private CommandSpec spec;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--gists",
      split = ",",
      paramLabel = "N",
      defaultValue = "10000,100000",
      description = "Sizes to measure, ascending (default: ${DEFAULT-VALUE}).")
  private List<Integer> gists;

  @Option(
      names = "--heap",
      defaultValue = "1g",
      description = "The server's -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--captions",
      defaultValue = "sent",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Captions captions;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the ledgers lie meanwhile (default: the system's temporary folder).")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    for (int size : gists) {
      if (size < MIN_GISTS || size > MAX_GISTS) {
        throw new CommandException(
            "--gists has " + size + "; " + MIN_GISTS + " to " + MAX_GISTS + " are allowed",
            "",
            2,
            null);
      }
    }
    Figures figures = FiguresOutput.empty("growth");
    new GrowthBench(gists, heap, captions == Captions.sent)
        .run(FiguresOutput.workFolder(folder), figures);
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }
}
