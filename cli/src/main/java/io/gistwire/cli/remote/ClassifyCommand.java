package io.gistwire.cli.remote;

import com.google.protobuf.ByteString;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.LabelCount;
import java.io.IOException;
import java.io.PrintWriter;
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

/** {@code gistwire classify}. */
@Command(
    name = "classify",
    description = "Counts stored gists by any labels, or classifies one photo or gist.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire classify beach forest street --since 24h",
      "  gistwire classify cat dog --photo pet.jpg"
    })
public final class ClassifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private FilterOptions filter;
  @Mixin private Printing printing;

  @Parameters(arity = "1..*", paramLabel = "LABEL", description = "The labels to choose from.")
  private List<String> labels;

  @Option(names = "--photo", paramLabel = "FILE", description = "Classify this photo.")
  private Path photo;

  @Option(names = "--gist", paramLabel = "GIST", description = "Classify this stored gist.")
  private String gist;

  @Option(
      names = "--min-probability",
      defaultValue = "0",
      description = "Count a gist as unclassified below this (default: ${DEFAULT-VALUE}).")
  private float minProbability;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClassifyRequest.Builder request =
        ClassifyRequest.newBuilder().setMinProbability(minProbability);
    labels.forEach(label -> request.addLabels(ClassLabel.newBuilder().setLabel(label)));
    if (photo != null) {
      request.setPhoto(ByteString.copyFrom(PhotoFile.readNamed(photo)));
    } else if (gist != null) {
      request.setGist(gist);
    } else {
      request.setFilter(filter.toFilter());
    }
    try (GistwireClient client = target.connect()) {
      print(Calls.await(client.search().classify(request.build())), spec.commandLine().getOut());
    }
    return 0;
  }

  private void print(ClassifyResponse response, PrintWriter out) {
    if (printing.json()) {
      Printing.line(out, response);
      return;
    }
    boolean one = photo != null || gist != null;
    Table table = new Table().text("label").number(one ? "probability" : "gists");
    for (int i = 0; i < response.getLabelsCount(); i++) {
      LabelCount label = response.getLabels(i);
      table.row(
          label.getLabel(),
          one && i < response.getProbabilitiesCount()
              ? String.format(Locale.ROOT, "%.3f", response.getProbabilities(i))
              : label.getCount());
    }
    if (response.getUnclassifiedCount() > 0) {
      table.row("(none of them)", response.getUnclassifiedCount());
    }
    out.print(table.render());
    out.flush();
  }
}
