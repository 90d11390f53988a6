package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.Table;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.StoredGist;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire list}. */
@Command(
    name = "list",
    description = "Lists stored gists.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire list --source camera-3 --since 24h", "  gistwire list -n 1000 --json"})
public final class ListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private FilterOptions filter;
  @Mixin private Printing printing;

  @Option(
      names = {"-n", "--most"},
      defaultValue = "50",
      description = "Most gists (default: ${DEFAULT-VALUE}).")
  private int most;

  @Override
  public Integer call() throws InterruptedException {
    Table table = new Table().text("gist").text("taken").number("bytes").text("caption");
    PrintWriter out = spec.commandLine().getOut();
    String page = "";
    int listed = 0;
    try (GistwireClient client = target.connect()) {
      do {
        ListGistsResponse response = Calls.await(client.gists().list(request(page, most - listed)));
        for (StoredGist gist : response.getGistsList()) {
          listed++;
          if (printing.json()) {
            Printing.line(out, gist);
          } else {
            row(table, gist);
          }
        }
        page = response.getNextPageToken();
      } while (!page.isEmpty() && listed < most);
    }
    if (!printing.json()) {
      out.print(table.render());
      out.flush();
    }
    return 0;
  }

  private ListGistsRequest request(String page, int left) {
    return ListGistsRequest.newBuilder()
        .setParent("sources/-")
        .setPageSize(Math.min(PAGE, left))
        .setPageToken(page)
        .setFilter(filter.toFilter())
        .build();
  }

  private static void row(Table table, StoredGist gist) {
    long bytes = gist.getLayerSizesList().stream().mapToLong(layer -> layer.getSizeBytes()).sum();
    table.row(gist.getName(), Printing.time(gist.getCaptureTime()), bytes, gist.getCaption());
  }
}
