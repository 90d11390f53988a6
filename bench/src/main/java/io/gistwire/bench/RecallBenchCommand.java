package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.search.RecallBench;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.models.ModelPack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire bench recall}: recall on real photos through the whole path. */
@Command(
    name = "recall",
    description = {
      "Real photos through the whole path: Flickr8k's photos are encoded, sent over a stream to the packaged server and",
      "searched by their captions through gRPC: by meaning, by the words of the captions that the pack generates for the",
      "codes, and by both. Watches are tested on the same photos against the words of people."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire bench recall DATA", "  gistwire bench recall DATA --split val --json"})
final class RecallBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private FiguresOutput output;

  @Parameters(paramLabel = "DATA", description = "Folder with flickr8k.zip and flickr8k.tsv.xz.")
  private Path data;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "Flickr8k's split, test or val (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--photos",
      defaultValue = "1000",
      description = "Most photos, from the split's beginning (default: ${DEFAULT-VALUE}).")
  private int photos;

  @Option(
      names = "--caption-share",
      paramLabel = "SHARE",
      split = ",",
      description = "Also ask with these shares of the caption words, above 0 and below 1.")
  private float[] captionShares = {};

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the ledger lies meanwhile (default: the system's temporary folder).")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (!split.equals("test") && !split.equals("val") || photos < 2) {
      throw new CommandException(
          "--split is test or val, --photos at least 2", "Only test measures; val tunes.", 2, null);
    }
    for (float share : captionShares) {
      if (!(share > 0 && share < 1)) {
        throw new CommandException(
            "--caption-share " + share + "; above 0 and below 1 is allowed", "", 2, null);
      }
    }
    Figures figures = FiguresOutput.empty("recall");
    try (ModelPack pack = packs.open()) {
      new RecallBench(pack, data, split, captionShares, this::say)
          .run(FiguresOutput.workFolder(folder), packs.paths(), photos, figures);
    }
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }

  private void say(String progress) {
    spec.commandLine().getErr().println(progress);
    spec.commandLine().getErr().flush();
  }
}
