package io.gistwire.cli.remote;

import com.google.protobuf.ByteString;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.StoredGist;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire get}. */
@Command(
    name = "get",
    description = {
      "Shows stored gists, or writes one as a .gist file. One that cannot be fetched is named and stops nothing."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire get sources/camera-3/gists/00f1e2d3c4b5a697-42",
      "  gistwire get sources/camera-3/gists/00f1e2d3c4b5a697-42 -o photo.gist"
    })
public final class GetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private Printing printing;

  @Parameters(arity = "1..*", paramLabel = "GIST", description = "Names of gists.")
  private List<String> names;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the one gist to this .gist file.")
  private Path output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (output != null && names.size() > 1) {
      throw new CommandException(
          "-o takes one gist; " + names.size() + " were named", "Call it once for each.", 2, null);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (GistwireClient client = target.connect()) {
      return Calls.each(
          names,
          spec.commandLine().getErr(),
          name -> show(Calls.await(client.gists().get(name)), out));
    }
  }

  private void show(StoredGist gist, PrintWriter out) throws IOException {
    if (output != null) {
      Files.write(output, file(gist));
    } else if (printing.json()) {
      Printing.line(out, gist);
    } else {
      print(out, gist);
    }
  }

  private static byte[] file(StoredGist gist) {
    ByteString fingerprint = gist.getCodeFingerprint();
    return GistFiles.of(fingerprint, gist.getGist()).toByteArray();
  }

  private static void print(PrintWriter out, StoredGist gist) {
    out.println(Printable.line(gist.getName()));
    out.println("  taken     " + Printing.time(gist.getCaptureTime()));
    out.println("  received  " + Printing.time(gist.getReceiveTime()));
    out.println("  caption   " + Printable.line(gist.getCaption()));
    out.println("  labels    " + Printable.line(String.join(", ", gist.getLabelsList())));
    gist.getLayerSizesList()
        .forEach(
            layer ->
                out.println(
                    "  "
                        + layer.getKind().name().replace("LAYER_KIND_", "").toLowerCase(Locale.ROOT)
                        + " "
                        + layer.getSizeBytes()
                        + " bytes"));
    out.flush();
  }
}
