package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.search.BenchPhotos;
import io.gistwire.bench.search.SearchBench;
import io.gistwire.bench.search.VectorFiles;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.models.ModelPack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire bench search}: searches through gRPC. */
@Command(
    name = "search",
    description = {
      "Searches of the packaged server through gRPC: times, rate, recall against its exact scan, filters, a restart.",
      "Its gists come over streams. Each is drawn at random between the vectors of two photos, with noise of half of",
      "the photos' deviation, and encoded by the pack; a hundred sources take turns. Queries are drawn the same way."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench search",
      "  gistwire bench search --gists 1000000 --queries 1000 --json",
      "  gistwire bench search --photos my-photos/",
      "  gistwire bench search --gists 1000000 --queries 1000 --write vectors/"
    })
final class SearchBenchCommand implements Callable<Integer> {
  private static final int MAX_GISTS = 20_000_000;

  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--gists",
      defaultValue = "100000",
      description = "Gists that the server holds (default: ${DEFAULT-VALUE}).")
  private int gists;

  @Option(
      names = "--queries",
      defaultValue = "500",
      description = "Searches of each measurement (default: ${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--callers",
      defaultValue = "4",
      description = "Callers at once where the rate is measured (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "Photos to draw the gists around (default: the 24 bundled ones).")
  private Path photos;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Write codes and queries there for bench/run and measure nothing.")
  private Path write;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the ledger lies meanwhile (default: the system's temporary folder).")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (gists < 1 || gists > MAX_GISTS || queries < 2 || callers < 1) {
      throw new CommandException(
          "--gists is 1 to " + MAX_GISTS + ", --queries at least 2, --callers at least 1",
          "",
          2,
          null);
    }
    Figures figures = FiguresOutput.empty("search");
    Problems problems = new Problems(spec.commandLine().getErr());
    try (ModelPack pack = packs.open()) {
      BenchPhotos drawn =
          photos == null ? BenchPhotos.bundled(pack) : BenchPhotos.of(photos, pack, problems);
      if (write != null) {
        VectorFiles.write(write, pack, drawn, gists, queries);
        return problems.exitCode();
      }
      new SearchBench(drawn, gists, queries, callers)
          .run(FiguresOutput.workFolder(folder), packs.paths(), figures);
    }
    output.print(figures, spec.commandLine().getOut());
    return problems.exitCode();
  }
}
