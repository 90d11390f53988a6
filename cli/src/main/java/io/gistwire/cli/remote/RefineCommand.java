package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Requests more layers of gists from the devices that sent them. A device makes them of the photos that it keeps",
      "(gistwire send --keep-photos) and sends them when its link has capacity; 'gistwire get' shows what was received.",
      "A gist that cannot be asked for is named and stops nothing."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire refine sources/camera-3/gists/00f1e2d3c4b5a697-42 --layers layout,structure",
      "  gistwire refine GIST GIST --layers thumbnail --max-bytes 4000"
    })
public final class RefineCommand implements Callable<Integer> {
  private static final int MOST_IN_A_CALL = 256;

  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private Printing printing;

  @Parameters(arity = "1..*", paramLabel = "GIST", description = "Names of gists.")
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
    if (maxBytes < 0) {
      throw new ParameterException(
          spec.commandLine(), "--max-bytes is " + maxBytes + "; 0 (no limit) or more is allowed");
    }
    Problems problems = new Problems(spec.commandLine().getErr());
    try (GistwireClient client = target.connect()) {
      for (List<String> group : groups(names)) {
        ask(client, group, problems);
      }
    }
    return problems.exitCode();
  }

  /** One call for the gists of one source and epoch, as the protocol wants it. */
  static Collection<List<String>> groups(List<String> names) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String name : names) {
      String epoch = name.substring(0, Math.max(0, name.lastIndexOf('-')));
      List<String> group = groups.computeIfAbsent(epoch, unused -> new ArrayList<>());
      if (group.size() == MOST_IN_A_CALL) {
        groups.put(epoch + "#" + groups.size(), group);
        group = new ArrayList<>();
        groups.put(epoch, group);
      }
      group.add(name);
    }
    return groups.values();
  }

  /** A call fails as a whole; then the gists are asked for one by one. */
  private void ask(GistwireClient client, List<String> group, Problems problems)
      throws InterruptedException {
    try {
      print(Calls.await(client.gists().requestLayers(request(group))));
    } catch (CommandException failed) {
      if (group.size() > 1 && ServerFailures.isAboutOneEntry(failed)) {
        for (String name : group) {
          ask(client, List.of(name), problems);
        }
      } else if (names.size() > 1 && ServerFailures.isAboutOneEntry(failed)) {
        problems.add(group.get(0), failed);
      } else {
        throw failed;
      }
    }
  }

  private RequestLayersRequest request(List<String> group) {
    RequestLayersRequest.Builder request =
        RequestLayersRequest.newBuilder().addAllNames(group).setMaxBytesEach(maxBytes);
    layers.forEach(kind -> request.addLayersValue(kind.number()));
    return request.build();
  }

  private void print(RequestLayersResponse told) {
    PrintWriter out = spec.commandLine().getOut();
    if (printing.json()) {
      Printing.line(out, told);
    } else {
      out.println(inWords(told));
      out.flush();
    }
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
