package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.picture.PictureCodec;
import io.gistwire.models.ModelPack;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "WebP and JPEG 2000, at their size and downscaled (after Compression Beyond Pixels, arXiv 2509.05925).",
      "A rate is 16 bytes over those that a codec needs for the same accuracy, or for its best one where that is less."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench zeroshot photos/            one folder a label",
      "  gistwire bench zeroshot data/ --set imagenette --limit 500 --chart rate.png"
    })
final class ZeroShotBenchCommand implements Callable<Integer> {
  private static final double GOAL_NATIVE_PERCENT = 1;
  private static final double GOAL_ANY_SIZE_PERCENT = 5;

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
    Problems problems = new Problems(spec.commandLine().getErr());
    LabelledPhotos photos = LabelledPhotos.read(data, set, limit, seed, problems);
    List<RatePoint> points;
    int measured;
    try (ModelPack pack = packs.open();
        Progress progress =
            Progress.start("zeroshot", ZeroShotBench.passes() * photos.photos().size())) {
      ZeroShotClassifier classifier = new ZeroShotClassifier(pack, photos.labels());
      ZeroShotBench bench = new ZeroShotBench(classifier, photos.photos(), problems);
      points = bench.run(progress);
      measured = bench.photoCount();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!output.json()) {
      out.println(table(points));
    }
    output.print(figures(points, measured), out);
    if (chart != null) {
      ZeroShotChart.write(points, title(photos, measured), chart);
    }
    return problems.exitCode();
  }

  private String title(LabelledPhotos photos, int measured) {
    return String.format(
        Locale.ROOT,
        "Zero-shot accuracy against bytes: %d photos of %s, %d labels",
        measured,
        LabelledPhotos.isArchive(data) ? "set " + set : data.getFileName(),
        photos.labels().size());
  }

  private static String table(List<RatePoint> points) {
    Table table = new Table().text("sent as").text("setting").number("bytes").number("accuracy");
    for (RatePoint point : points) {
      table.row(
          point.method(),
          point.setting(),
          String.format(Locale.ROOT, "%.1f", point.meanBytes()),
          String.format(Locale.ROOT, "%.1f %%", 100 * point.accuracy()));
    }
    return table.render();
  }

  /** The rate of the full code over that of each codec at the code's own accuracy. */
  private Figures figures(List<RatePoint> points, int photos) {
    Figures figures = FiguresOutput.empty("zeroshot");
    List<RatePoint> codes = of(points, ZeroShotBench.CODES);
    RatePoint code = codes.get(codes.size() - 1);
    figures.add("zero_shot_photos", photos, "photos", null, Figures.Better.HIGHER);
    percent(figures, "zero_shot_as_they_are", of(points, ZeroShotBench.AS_THEY_ARE).get(0));
    for (RatePoint point : codes) {
      percent(figures, "zero_shot_" + (int) point.meanBytes() + "_bytes", point);
    }
    for (PictureCodec codec : PictureCodec.values()) {
      String name = "zero_shot_rate_of_" + codec.name().toLowerCase(Locale.ROOT);
      List<RatePoint> whole = of(points, codec.title() + ZeroShotBench.NATIVE);
      List<RatePoint> any = new ArrayList<>(whole);
      any.addAll(of(points, codec.title() + ZeroShotBench.DOWNSCALED));
      rate(figures, name + "_native", code, whole, GOAL_NATIVE_PERCENT);
      rate(figures, name + "_any_size", code, any, GOAL_ANY_SIZE_PERCENT);
    }
    return figures;
  }

  private static List<RatePoint> of(List<RatePoint> points, String method) {
    return points.stream().filter(point -> point.method().equals(method)).toList();
  }

  private static void percent(Figures figures, String name, RatePoint point) {
    figures.add(name, 100 * point.accuracy(), "%", null, Figures.Better.HIGHER);
  }

  /** At the code's accuracy, or where no setting of the codec reaches that, at the codec's best. */
  private static void rate(
      Figures figures, String name, RatePoint code, List<RatePoint> of, double goalPercent) {
    double best = of.stream().mapToDouble(RatePoint::accuracy).max().orElse(0);
    OptionalDouble bytes = RatePoint.bytesAt(Math.min(code.accuracy(), best), of);
    if (bytes.isPresent()) {
      double percent = 100 * code.meanBytes() / bytes.getAsDouble();
      figures.add(name, percent, "% of bytes", goalPercent, Figures.Better.LOWER);
    }
  }
}
