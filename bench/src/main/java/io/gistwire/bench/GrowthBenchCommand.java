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
      "  gistwire bench growth --gists 100000 --captions inferred",
      "  gistwire bench growth --gists none --sources 20000,200000 --tenants 500,5000"
    })
final class GrowthBenchCommand implements Callable<Integer> {
  private static final int MAX_GISTS = 20_000_000;
  private static final int MIN_GISTS = 10_000;
  private static final int MIN_NAMES = 100;
  private static final int MAX_NAMES = 1_000_000;

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
      description = "Sizes to measure, ascending, or none (default: ${DEFAULT-VALUE}).")
  private List<String> gists;

  @Option(
      names = "--sources",
      split = ",",
      paramLabel = "N",
      description = "Then so many sources of one gist each: list, session, search, start, memory.")
  private List<Integer> sources = List.of();

  @Option(
      names = "--tenants",
      split = ",",
      paramLabel = "N",
      description = "Then so many tenants of one token and one gist each.")
  private List<Integer> tenants = List.of();

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
    List<Integer> sizes = gists.equals(List.of("none")) ? List.of() : numbers();
    check("--gists", sizes, MIN_GISTS, MAX_GISTS);
    check("--sources", sources, MIN_NAMES, MAX_NAMES);
    check("--tenants", tenants, MIN_NAMES, MAX_NAMES);
    Figures figures = FiguresOutput.empty("growth");
    GrowthBench bench = new GrowthBench(sizes, heap, captions == Captions.sent);
    Path work = FiguresOutput.workFolder(folder);
    bench.run(work, figures);
    bench.runNames(work, sources, tenants, figures);
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }

  private List<Integer> numbers() {
    try {
      return gists.stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new CommandException("--gists takes numbers, or none", "", 2, e);
    }
  }

  private static void check(String option, List<Integer> counts, int least, int most) {
    for (int count : counts) {
      if (count < least || count > most) {
        throw new CommandException(
            option + " has " + count + "; " + least + " to " + most + " are allowed", "", 2, null);
      }
    }
  }
}
