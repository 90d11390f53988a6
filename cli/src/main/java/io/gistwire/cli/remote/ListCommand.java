package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Table;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.StoredGist;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
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
    if (most < 1) {
      throw new CommandException(
          "--most is " + most + "; at least 1 is allowed", "Leave it out for 50.", 2, null);
    }
    Table table = new Table().text("gist").text("taken").number("bytes").text("caption");
    PrintWriter out = spec.commandLine().getOut();
    // A token holds for the one request that it was made for: neither size nor times may change.
    ListGistsRequest.Builder request = request();
    int left = most;
    boolean more = false;
    try (GistwireClient client = target.connect()) {
      do {
        ListGistsResponse response = Calls.await(client.gists().list(request.build()));
        for (StoredGist gist : firstOf(left, response)) {
          left--;
          if (printing.json()) {
            Printing.line(out, gist);
          } else {
            row(table, gist);
          }
        }
        request.setPageToken(response.getNextPageToken());
      } while (!request.getPageToken().isEmpty() && left > 0);
      // The end of a page may be the end of all.
      more =
          !request.getPageToken().isEmpty()
              && Calls.await(client.gists().list(request.build())).getGistsCount() > 0;
    }
    if (!printing.json()) {
      out.print(table.render());
      out.flush();
    }
    if (more) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "gistwire: the newest %,d are shown, and there are more; -n N shows more of them%n",
              most);
      spec.commandLine().getErr().flush();
    }
    return 0;
  }

  private static List<StoredGist> firstOf(int most, ListGistsResponse response) {
    return response.getGistsList().subList(0, Math.min(most, response.getGistsCount()));
  }

  private ListGistsRequest.Builder request() {
    return ListGistsRequest.newBuilder()
        .setParent("sources/-")
        .setPageSize(Math.min(PAGE, most))
        .setFilter(filter.toFilter());
  }

  private static void row(Table table, StoredGist gist) {
    long bytes = gist.getLayerSizesList().stream().mapToLong(layer -> layer.getSizeBytes()).sum();
    table.row(gist.getName(), Printing.time(gist.getCaptureTime()), bytes, gist.getCaption());
  }
}
