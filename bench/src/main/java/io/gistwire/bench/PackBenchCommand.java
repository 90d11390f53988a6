package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.pack.EvaluationOptions;
import io.gistwire.bench.pack.PackEvaluation;
import io.gistwire.bench.pack.PackFigure;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire bench pack}: what a pack is worth, through Java. */
@Command(
    name = "pack",
    description = {
      "Retrieval on Flickr8k and zero-shot classification, with the float vector and with truncated codes: the figures",
      "of models/training/evaluate.py, measured through Java."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench pack DATA",
      "  gistwire bench pack DATA --no-zeroshot --pack my-clip/ --json"
    })
final class PackBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private FiguresOutput output;

  @Parameters(
      paramLabel = "DATA",
      description =
          "Folder with flickr8k.zip, flickr8k.tsv.xz, photos.zip, photos.tsv and imagenet-sample.zip.")
  private Path data;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "Flickr8k's split, test or val (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(names = "--no-zeroshot", description = "Retrieval only.")
  private boolean noZeroShot;

  @Option(
      names = "--photos-per-set",
      defaultValue = "0",
      description = "Most photos of each labelled set; 0 for all (default: ${DEFAULT-VALUE}).")
  private int photosPerSet;

  @Override
  public Integer call() throws IOException {
    Figures figures = FiguresOutput.empty("pack");
    try (ModelPack pack = packs.open()) {
      EvaluationOptions options =
          new EvaluationOptions(
              split, !noZeroShot, photosPerSet, EvaluationOptions.defaults().threads());
      new PackEvaluation(pack, data, options, figure -> add(figures, figure), this::say).run();
    } catch (PackException | IllegalArgumentException unusable) {
      throw new CommandException(unusable.getMessage(), "", 1, unusable);
    }
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }

  private static void add(Figures figures, PackFigure figure) {
    Figures.Better better =
        figure.unit().startsWith("milli") ? Figures.Better.LOWER : Figures.Better.HIGHER;
    Double goal = figure.goal().isPresent() ? figure.goal().getAsDouble() : null;
    figures.add(figure.name(), figure.value(), figure.unit(), goal, better);
  }

  private void say(String progress) {
    spec.commandLine().getErr().println(progress);
    spec.commandLine().getErr().flush();
  }
}
