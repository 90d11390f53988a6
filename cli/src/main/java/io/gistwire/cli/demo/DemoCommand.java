package io.gistwire.cli.demo;

import io.gistwire.cli.link.ThinLink;
import io.gistwire.cli.link.ThinLinkProfile;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.ModelPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire demo}: the whole path in a minute. */
@Command(
    name = "demo",
    description = {
      "Starts a server, sends photos to it over an emulated thin link, then searches, watches and classifies what",
      "arrived and writes gistwire-demo.html."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire demo",
      "  gistwire demo --rate 1200 --photos holiday/",
      "  gistwire demo --keep        then: gistwire search --server localhost:PORT \"a boat\""
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;

  @Option(
      names = "--rate",
      paramLabel = "BIT/S",
      defaultValue = "2400",
      description = "Rate of the link (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--round-trip",
      paramLabel = "MILLIS",
      defaultValue = "600",
      description = "Round trip of the link (default: ${DEFAULT-VALUE}).")
  private long roundTripMillis;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "Your own photos (default: 24 bundled ones).")
  private Path photos;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page (default: ${DEFAULT-VALUE}).")
  private Path page = Path.of("gistwire-demo.html");

  @Option(
      names = "--no-map",
      description =
          "Do without label maps, some 15 bytes a photo: codes, captions and labels only.")
  private boolean noMap;

  @Option(names = "--keep", description = "Leave the server running and its data in place.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    if (rate < 300) {
      throw new CommandException(
          "--rate is " + rate + " bit/s; at least 300 are needed",
          "Leave it out for 2400.",
          2,
          null);
    }
    checkPage();
    long start = System.nanoTime();
    Problems problems = new Problems(spec.commandLine().getErr());
    Path folder = Files.createTempDirectory("gistwire-demo");
    try {
      DemoResult result = run(folder, problems);
      out().print(table(result));
      out().printf("%nSee %s%n", Printable.line(write(DemoPage.render(result))));
      out().printf("Took %s.%n", Quantity.seconds((System.nanoTime() - start) / 1e9));
      out().flush();
    } finally {
      if (!keep) {
        delete(folder);
      }
    }
    return problems.exitCode();
  }

  /** What would lose the result in the end is told at the start. */
  private void checkPage() {
    Path folder = page.toAbsolutePath().getParent();
    String problem = null;
    if (Files.isDirectory(page)) {
      problem = page + " is a folder";
    } else if (folder == null || !Files.isDirectory(folder)) {
      problem = "there is no folder " + folder;
    } else if (!Files.isWritable(Files.exists(page) ? page : folder)) {
      problem = page.toAbsolutePath() + " cannot be written";
    }
    if (problem != null) {
      throw new CommandException(
          "the page has no place: " + problem, "Name one with -o FILE.", 2, null);
    }
  }

  /** Writes the page; elsewhere when its place cannot be written any more. */
  private Path write(String html) throws IOException {
    try {
      return Files.writeString(page, html).toAbsolutePath();
    } catch (IOException unwritable) {
      Path other = Files.createTempFile("gistwire-demo", ".html");
      Files.writeString(other, html);
      spec.commandLine()
          .getErr()
          .println(
              "gistwire: "
                  + Printable.line(page + ": " + Reason.of(unwritable))
                  + "; the page is elsewhere");
      return other;
    }
  }

  private DemoResult run(Path folder, Problems problems) throws Exception {
    boolean own = photos != null;
    List<DemoPhotos.File> files = own ? DemoPhotos.below(photos, problems) : DemoPhotos.bundled();
    out().println("Starting a server on this machine ...");
    out().flush();
    ServerProcess server =
        ServerProcess.start(
            new ServerOptions(folder.resolve("data"), 0, 0, packs.paths(), List.of()),
            DemoRun.startLimit());
    try (ModelPack pack = packs.open();
        ThinLink link =
            ThinLink.open(server.grpcPort(), ThinLinkProfile.of(rate, roundTripMillis))) {
      out()
          .printf(
              Locale.ROOT,
              "The link carries %,d bit/s with a round trip of %d ms%n",
              rate,
              roundTripMillis);
      DemoRun run = new DemoRun(pack, server, link, rate, layers(), out(), problems);
      return run.run(
          files, own ? DemoQuestions.general() : DemoQuestions.bundled(), folder.resolve("outbox"));
    } finally {
      if (keep) {
        server.keep();
        out()
            .printf(
                "The server goes on: gRPC on localhost:%d, HTTP on %d, process %d, data in %s%n",
                server.grpcPort(), server.httpPort(), server.pid(), Printable.line(folder));
      } else {
        server.close();
      }
    }
  }

  private Set<LayerKind> layers() {
    Set<LayerKind> layers =
        EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES);
    if (!noMap) {
      layers.add(LayerKind.SEMANTIC_MAP);
    }
    return layers;
  }

  private static String table(DemoResult result) {
    StringBuilder text = new StringBuilder();
    Table photos =
        new Table()
            .text("photo")
            .number("gist")
            .number("label map")
            .number("JPEG")
            .number("WebP")
            .text("what arrived");
    for (DemoPhoto photo : result.photos()) {
      photos.row(
          photo.name(),
          photo.gistBytes() + " B",
          photo.mapBytes() == 0 ? "-" : photo.mapBytes() + " B",
          Quantity.bytes(photo.jpeg().length),
          photo.webpBytes() < 0 ? "-" : Quantity.bytes(photo.webpBytes()),
          photo.caption());
    }
    text.append('\n').append(photos.render());
    text.append(
        String.format(
            Locale.ROOT,
            "%nAll: %s of layers (%s of them label maps), %s on the wire in %s; as JPEG %s and %s%n",
            Quantity.bytes(result.gistBytes()),
            Quantity.bytes(result.mapBytes()),
            Quantity.bytes(result.link().upIpBytes()),
            Quantity.seconds(result.link().seconds()),
            Quantity.bytes(result.jpegBytes()),
            Quantity.seconds(result.jpegSeconds())));
    for (DemoResult.Found found : result.searches()) {
      text.append("Searched \"").append(found.text()).append("\":");
      found
          .hits()
          .forEach(
              hit ->
                  text.append(' ').append(Printable.line(result.photos().get(hit.photo()).name())));
      text.append('\n');
    }
    for (DemoResult.Raised alert : result.alerts()) {
      text.append("Watch \"")
          .append(alert.watch())
          .append("\" fired on ")
          .append(Printable.line(result.photos().get(alert.photo()).name()))
          .append('\n');
    }
    text.append("Classified:");
    result
        .classes()
        .forEach(
            counted ->
                text.append(' ')
                    .append(counted.label())
                    .append(' ')
                    .append(counted.photos())
                    .append(','));
    text.setCharAt(text.length() - 1, '\n');
    return text.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
