package io.gistwire.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.process.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code gistwire bench codec}: JMH benchmarks of quantiser and captions, in a JVM of their own.
 */
@Command(
    name = "codec",
    description = {
      "Encode, decode and scan of the residual quantiser, and captions with the bundled pack's language model,",
      "on one core, by JMH. 'bench/compare.py' runs the quantiser beside Faiss; what captions cost in bits",
      "'models/training/evaluate_language_model.py' tells."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench codec",
      "  gistwire bench codec --data bench/target/compare --json"
    })
final class CodecBenchCommand implements Callable<Integer> {
  private static final String BENCHMARKS =
      "EmbeddingBench.encodeDefault|EmbeddingBench.decode|ScanBench.scan$|CaptionBench.(encode|decode|implied)$";
  private static final String MODEL =
      "models/packs/base-1/src/main/resources/io/gistwire/packs/base-1/language_model.bin";
  private static final double SCANNED_CODES = 1e6;

  @Spec private CommandSpec spec;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Codebooks, vectors and codes that compare.py prepared (default: made from a seed).")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path result = Files.createTempFile("gistwire-bench", ".json");
    try {
      Process jmh =
          new ProcessBuilder(command(result))
              .redirectOutput(ProcessBuilder.Redirect.to(log()))
              .start();
      int code = jmh.waitFor();
      if (code != 0) {
        throw new CommandException(
            "the benchmarks ended with code " + code, "Their output is in " + log(), 1, null);
      }
      JsonArray runs = JsonParser.parseString(Files.readString(result)).getAsJsonArray();
      output.print(figures(runs), spec.commandLine().getOut());
    } finally {
      Files.deleteIfExists(result);
    }
    return 0;
  }

  private static java.io.File log() {
    return Path.of(System.getProperty("java.io.tmpdir"), "gistwire-bench-codec.log").toFile();
  }

  private List<String> command(Path result) {
    Path home =
        Installation.home()
            .orElseThrow(
                () ->
                    new CommandException(
                        "the installation's folder is unknown", "Start the launcher 'gistwire'."));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (data != null) {
      command.add("-Dgistwire.bench.folder=" + data.toAbsolutePath());
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "org.openjdk.jmh.Main",
            BENCHMARKS,
            "-f",
            "1",
            "-wi",
            "3",
            "-w",
            "2",
            "-i",
            "5",
            "-r",
            "2"));
    command.addAll(List.of("-p", "model=" + home.resolve(MODEL)));
    command.addAll(List.of("-rf", "json", "-rff", result.toString()));
    return command;
  }

  private Figures figures(JsonArray runs) {
    Figures figures = FiguresOutput.empty("codec");
    for (JsonElement element : runs) {
      JsonObject run = element.getAsJsonObject();
      String name = run.get("benchmark").getAsString();
      JsonObject metric = run.getAsJsonObject("primaryMetric");
      double perSecond =
          perSecond(metric.get("score").getAsDouble(), metric.get("scoreUnit").getAsString());
      if (name.contains("CaptionBench")) {
        String call = name.substring(name.lastIndexOf('.') + 1);
        figures.add(
            "caption_" + call + "_millis", 1000 / perSecond, "ms", 25.0, Figures.Better.LOWER);
      } else if (name.endsWith("encodeDefault")) {
        figures.add("rq_encode_per_s", perSecond, "vectors/s", 500.0, Figures.Better.HIGHER);
      } else if (name.endsWith("decode")) {
        figures.add("rq_decode_per_s", perSecond, "codes/s", null, Figures.Better.HIGHER);
      } else {
        figures.add(
            "scan_codes_per_s", perSecond * SCANNED_CODES, "codes/s", 4e7, Figures.Better.HIGHER);
      }
    }
    return figures;
  }

  /** Calls a second from a mean time such as 1.5 us/op. */
  static double perSecond(double score, String unit) {
    return switch (unit) {
      case "ns/op" -> 1e9 / score;
      case "us/op" -> 1e6 / score;
      case "ms/op" -> 1e3 / score;
      case "s/op" -> 1 / score;
      default ->
          throw new IllegalArgumentException(
              "JMH's unit is " + unit + "; a time for each call is expected");
    };
  }
}
