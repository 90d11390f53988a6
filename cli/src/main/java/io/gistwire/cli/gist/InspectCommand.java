package io.gistwire.cli.gist;

import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Table;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.digest.Hex;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.LayerSpec;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gistwire inspect}: every layer of a gist, its bits and what they cost. */
@Command(
    name = "inspect",
    description =
        "Shows every layer of .gist files: codec, bytes, what it was coded given, the bits themselves.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire inspect holiday.gist"})
public final class InspectCommand implements Callable<Integer> {
  private static final int MOST_HEX_BYTES = 32;

  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;
  @Mixin private GistFileArguments files;

  @Override
  public Integer call() throws Exception {
    try (ModelPack pack = packs.open()) {
      return files.each(spec.commandLine().getErr(), (name, gist) -> inspect(pack, name, gist));
    }
  }

  private void inspect(ModelPack pack, String name, Gist gist) {
    PrintWriter out = spec.commandLine().getOut();
    boolean known = gist.fingerprint().equals(pack.fingerprint());
    out.printf(
        "%s: %d layers, %d bytes, code %s (%s)%n",
        Printable.line(name),
        gist.layers().size(),
        gist.layerBytes(),
        gist.fingerprint(),
        known ? "pack " + pack.manifest().name() : "not that of pack " + pack.manifest().name());
    Table table =
        new Table()
            .text("layer")
            .text("codec")
            .number("bytes")
            .number("bits")
            .text("given")
            .text("hex");
    for (Layer layer : gist.layers()) {
      table.row(
          layer.kind().name().toLowerCase(Locale.ROOT),
          known ? codec(pack, layer.kind()) : "?",
          layer.sizeBytes(),
          8 * layer.sizeBytes(),
          layer.conditionedStages() == 0 ? "nothing" : layer.conditionedStages() + " stages",
          hex(layer));
    }
    out.print(table.render());
    out.flush();
  }

  private static String codec(ModelPack pack, LayerKind kind) {
    Optional<LayerSpec> layer = pack.manifest().code().layer(kind);
    return layer.map(LayerSpec::codec).orElse("(not of this pack)");
  }

  private static String hex(Layer layer) {
    byte[] bytes = layer.toByteArray();
    if (bytes.length == 0) {
      return "(implied)";
    }
    String hex = Hex.of(bytes, 0, Math.min(bytes.length, MOST_HEX_BYTES));
    return bytes.length > MOST_HEX_BYTES ? hex + " ..." : hex;
  }
}
