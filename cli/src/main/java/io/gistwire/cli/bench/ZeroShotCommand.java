package io.gistwire.cli.bench;

import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Figures;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.picture.PictureCodec;
import io.gistwire.models.ModelPack;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire bench zeroshot}: zero-shot accuracy against bytes. */
@Command(
    name = "zeroshot",
    description = {
      "Zero-shot accuracy against bytes: codes of 1 to 16 bytes beside the same photos recompressed as JPEG,",
      "WebP and JPEG 2000, at their size and downscaled (after Compression Beyond Pixels, arXiv 2509.05925)."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench zeroshot photos/            one folder a label",
      "  gistwire bench zeroshot data/ --set imagenette --limit 500 --chart rate.png"
    })
final class ZeroShotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private FiguresOutput output;

  @Parameters(
      paramLabel = "DIR",
      description = "One folder a label, or photos.zip with photos.tsv.")
  private Path data;

  @Option(
      names = "--set",
      defaultValue = "imagenette",
      description = "Set of photos.tsv (default: ${DEFAULT-VALUE}).")
  private String set;

  @Option(
      names = "--limit",
      defaultValue = "200",
      description = "Most photos (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Which photos (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--chart", paramLabel = "PNG", description = "Also draw a chart.")
  private Path chart;

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new CommandException("--limit is " + limit + "; at least 1 is needed", "", 2, null);
    }
    LabelledPhotos photos = LabelledPhotos.read(data, set, limit, seed);
    List<RatePoint> points;
    try (ModelPack pack = packs.open();
        Progress progress =
            Progress.start("zeroshot", ZeroShotBench.passes() * photos.photos().size())) {
      ZeroShotClassifier classifier = new ZeroShotClassifier(pack, photos.labels());
      points = new ZeroShotBench(classifier, photos.photos()).run(progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!output.json()) {
      out.println(table(points));
    }
    output.print(figures(points), out);
    if (chart != null) {
      ZeroShotChart.write(points, chart);
    }
    return 0;
  }

  private static String table(List<RatePoint> points) {
    Table table = new Table().text("sent as").text("setting").number("bytes").number("accuracy");
    for (RatePoint point : points) {
      table.row(
          point.method().toLowerCase(Locale.ROOT),
          point.setting(),
          String.format(Locale.ROOT, "%.1f", point.meanBytes()),
          String.format(Locale.ROOT, "%.1f %%", 100 * point.accuracy()));
    }
    return table.render();
  }

  /** The rate of the full code over that of each codec at the code's own accuracy. */
  private Figures figures(List<RatePoint> points) {
    Figures figures = output.begin("zeroshot");
    RatePoint code =
        points.stream()
            .filter(point -> point.method().equals(ZeroShotBench.CODES))
            .reduce((first, last) -> last)
            .orElseThrow();
    figures.add("zero_shot_16_bytes_" + set, code.accuracy(), "share", null, Figures.Better.HIGHER);
    for (PictureCodec codec : PictureCodec.values()) {
      rate(figures, points, code, codec.name() + ZeroShotBench.NATIVE, 1.0);
      rate(figures, points, code, codec.name() + ZeroShotBench.DOWNSCALED, 5.0);
    }
    return figures;
  }

  private static void rate(
      Figures figures, List<RatePoint> points, RatePoint code, String method, double goalPercent) {
    List<RatePoint> of = points.stream().filter(point -> point.method().equals(method)).toList();
    OptionalDouble bytes = RatePoint.bytesAt(code.accuracy(), of);
    if (bytes.isPresent()) {
      figures.add(
          "zero_shot_rate_percent_of_" + method.toLowerCase(Locale.ROOT).replace(' ', '_'),
          100 * code.meanBytes() / bytes.getAsDouble(),
          "%",
          goalPercent,
          Figures.Better.LOWER);
    }
  }
}
