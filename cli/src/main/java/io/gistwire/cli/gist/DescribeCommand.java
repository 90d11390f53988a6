package io.gistwire.cli.gist;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.Printable;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.models.LabelScore;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire describe}: what a gist contains, in words. */
@Command(
    name = "describe",
    description = {
      "Describes what .gist files show: caption, most probable labels, and what is where if they have a label map.",
      "A caption was sent with the gist, or is inferred here from the code; the line names which."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire describe holiday.gist",
      "  gistwire encode --layers embedding,caption,semantic_map a.jpg && gistwire describe a.gist",
      "  gistwire encode - < a.jpg | gistwire describe -"
    })
public final class DescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private GistFileArguments files;

  @Option(
      names = "--labels",
      paramLabel = "N",
      defaultValue = "5",
      description = "Most labels (default: ${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--json", description = "One JSON object a file and line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    try (ModelPack pack = packs.open()) {
      return files.each(spec.commandLine().getErr(), (name, gist) -> describe(pack, name, gist));
    }
  }

  private void describe(ModelPack pack, String name, Gist gist)
      throws GistFormatException, PackException {
    GistCaption caption = GistCaption.of(gist, pack);
    List<LabelScore> labels =
        pack.gistReader().labelScores(gist).stream()
            .sorted(Comparator.comparingDouble(LabelScore::probability).reversed())
            .limit(Math.max(0, most))
            .toList();
    Optional<WordMap> map =
        pack.gistReader().semanticMap(gist).map(grid -> WordMap.of(grid, pack.labels()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Printable.json(new Gson().toJson(toJson(name, caption, labels, map))));
    } else {
      out.println(Printable.line(name + ": " + caption.inWords()));
      for (LabelScore score : labels) {
        out.printf(
            Locale.ROOT,
            "  %5.1f %%  %s%n",
            100 * score.probability(),
            Printable.line(score.label().name()));
      }
      map.ifPresent(words -> out.print(words.render()));
    }
    out.flush();
  }

  private static JsonObject toJson(
      String name, GistCaption caption, List<LabelScore> labels, Optional<WordMap> map) {
    JsonObject line = new JsonObject();
    line.addProperty("file", name);
    caption.addTo(line);
    JsonArray list = new JsonArray();
    for (LabelScore score : labels) {
      JsonObject label = new JsonObject();
      label.addProperty("label", score.label().name());
      label.addProperty("probability", score.probability());
      list.add(label);
    }
    line.add("labels", list);
    map.ifPresent(words -> line.add("label_map", words.toJson()));
    return line;
  }
}
