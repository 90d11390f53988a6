package io.gistwire.cli.packs;

import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.output.Table;
import io.gistwire.client.GistwireClient;
import io.gistwire.models.ModelPack;
import io.gistwire.models.PackCheck;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.Metric;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.PackPart;
import io.gistwire.models.repository.InstalledPack;
import io.gistwire.models.repository.PackRepository;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire models}: packs on this machine and on servers. */
@Command(
    name = "models",
    description = "Lists, shows, checks, imports and downloads packs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "ACTION",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire models list",
      "  gistwire models verify my-clip/",
      "  gistwire models pull --server gists.example.com:9000"
    })
public final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "list",
      description = "Lists the packs on this machine.",
      mixinStandardHelpOptions = true)
  int list() throws PackException {
    Table table =
        new Table().text("pack").text("version").text("code").number("size").text("where");
    for (String name : ModelPack.bundledNames()) {
      try (ModelPack pack =
          ModelPack.bundled(name, io.gistwire.models.engine.EngineOptions.defaults())) {
        row(table, pack.manifest(), "bundled");
      }
    }
    for (InstalledPack pack : PackRepository.ofUser().list()) {
      row(table, pack.manifest(), pack.folder().toString());
    }
    out().print(table.render());
    out().flush();
    return 0;
  }

  private static void row(Table table, PackManifest pack, String where) {
    table.row(
        pack.name(),
        pack.packVersion(),
        pack.codeFingerprint(),
        Quantity.bytes(pack.sizeBytes(PackPart.DEVICE) + pack.sizeBytes(PackPart.SERVER)),
        where);
  }

  @Command(
      name = "info",
      description = "Shows what a pack is and how well it does.",
      mixinStandardHelpOptions = true)
  int info(
      @Mixin PackOptions packs,
      @Parameters(arity = "0..1", paramLabel = "PACK", description = "As --pack.") String named) {
    try (ModelPack pack = packs.openNamed(named)) {
      PackManifest manifest = pack.manifest();
      out()
          .println(
              Printable.line(
                  manifest.name() + " " + manifest.packVersion() + ": " + manifest.description()));
      out()
          .printf(
              "code      %s, %d numbers a vector%n", manifest.codeFingerprint(), pack.dimension());
      out()
          .printf(
              "size      %s on a device, %s on a server%n",
              Quantity.bytes(manifest.sizeBytes(PackPart.DEVICE)),
              Quantity.bytes(
                  manifest.sizeBytes(PackPart.DEVICE) + manifest.sizeBytes(PackPart.SERVER)));
      out()
          .println(
              Printable.line(
                  "licence   " + manifest.licence().id() + ": " + manifest.licence().summary()));
      out().printf("labels    %d%n%n", pack.labels().size());
      out().print(layers(manifest));
      out().println();
      out().print(metrics(manifest));
      out().flush();
    }
    return 0;
  }

  private static String layers(PackManifest manifest) {
    Table table = new Table().text("layer").text("codec").text("bytes");
    for (LayerSpec layer : manifest.code().layers()) {
      table.row(
          layer.kind().name().toLowerCase(Locale.ROOT),
          layer.codec(),
          layer.minBytes() + " to " + layer.maxBytes());
    }
    return table.render();
  }

  private static String metrics(PackManifest manifest) {
    Table table = new Table().text("figure").number("value").text("unit").text("command");
    for (Metric metric : manifest.metrics()) {
      table.row(
          metric.name(),
          String.format(Locale.ROOT, "%.4g", metric.value()),
          metric.unit(),
          metric.command());
    }
    return table.render();
  }

  @Command(
      name = "verify",
      description = "Checks a pack's sums, then runs everything it promises once.",
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin PackOptions packs,
      @Parameters(arity = "0..1", paramLabel = "PACK", description = "As --pack.") String named) {
    try (ModelPack pack = packs.openNamed(named)) {
      for (String passed : PackCheck.run(pack)) {
        out().println("ok  " + Printable.line(passed));
      }
      out().flush();
      return 0;
    } catch (PackException broken) {
      throw new CommandException(Reason.of(broken), "Fetch or export the pack again.", 1, broken);
    }
  }

  @Command(
      name = "import",
      description = "Copies a pack, folder or zip, to the packs of this machine's user.",
      mixinStandardHelpOptions = true)
  int importPack(@Parameters(paramLabel = "PACK", description = "Folder or zip.") Path pack) {
    try {
      InstalledPack installed = PackRepository.ofUser().importPack(pack);
      out().println(Printable.line(installed.reference() + " is in " + installed.folder()));
      out().flush();
      return 0;
    } catch (PackException unusable) {
      throw new CommandException(Reason.of(unusable), "", 1, unusable);
    }
  }

  @Command(
      name = "pull",
      description =
          "Downloads the device part of a server's pack; goes on where an earlier download stopped.",
      mixinStandardHelpOptions = true)
  int pull(
      @Mixin ServerTarget target,
      @Option(
              names = "--name",
              defaultValue = "packs/current",
              description = "Which (default: ${DEFAULT-VALUE}).")
          String name)
      throws InterruptedException {
    try (GistwireClient client = target.connect()) {
      InstalledPack pack = new PackPull(client, PackRepository.ofUser()).pull(name);
      out().println(Printable.line(pack.reference() + " is in " + pack.folder()));
      out().flush();
      return 0;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
