package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerTarget;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire refine}. */
@Command(
    name = "refine",
    description = {
      "Asks the device that sent gists for more layers of them.",
      "It sends them when its link has room; 'gistwire get' shows what has come."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire refine sources/camera-3/gists/00f1e2d3c4b5a697-42 --layers layout,structure",
      "  gistwire refine GIST GIST --layers thumbnail --max-bytes 4000"
    })
public final class RefineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private Printing printing;

  @Parameters(
      arity = "1..256",
      paramLabel = "GIST",
      description = "Names of gists, all of one source and epoch.")
  private List<String> names;

  @Option(
      names = "--layers",
      required = true,
      split = ",",
      paramLabel = "KIND",
      description = "What is wanted, the most wanted first: ${COMPLETION-CANDIDATES}.")
  private List<LayerKind> layers;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Most bytes of layers a gist that are worth sending. Default: no limit.")
  private int maxBytes;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (maxBytes < 0) {
      throw new ParameterException(
          spec.commandLine(), "--max-bytes is " + maxBytes + "; 0 (no limit) or more is allowed");
    }
    RequestLayersRequest.Builder request =
        RequestLayersRequest.newBuilder().addAllNames(names).setMaxBytesEach(maxBytes);
    layers.forEach(kind -> request.addLayersValue(kind.number()));
    try (GistwireClient client = target.connect()) {
      RequestLayersResponse told = Calls.await(client.gists().requestLayers(request.build()));
      if (printing.json()) {
        Printing.line(out, told);
      } else {
        out.println(inWords(told));
        out.flush();
      }
    }
    return 0;
  }

  private static String inWords(RequestLayersResponse told) {
    return switch (told.getState()) {
      case LAYER_REQUEST_STATE_ASKED -> "asked about " + told.getAskedCount() + " gists";
      case LAYER_REQUEST_STATE_KEPT ->
          "the device is away; it will be asked about " + told.getAskedCount() + " gists";
      case LAYER_REQUEST_STATE_HELD -> "nothing to ask for: the gists have these layers";
      default -> told.getState().name();
    };
  }
}
