package io.gistwire.cli.remote;

import com.google.protobuf.Duration;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Table;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.ListWatchesResponse;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.Webhook;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire watch}: standing queries and their alerts. */
@Command(
    name = "watch",
    description =
        "Standing queries: matched on each gist's code when it arrives, without decoding it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "ACTION",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire watch add dogs \"a dog\" --top 1 --source camera-3",
      "  gistwire watch add traffic --caption 'person AND (car OR truck) NOT night'",
      "  gistwire watch follow",
      "  gistwire watch test \"a dog\" --since 7d"
    })
public final class WatchCommand implements Runnable {
  private static final int ALERTS_IN_A_PAGE = 500;
  private static final int ALERTS_OF_A_TEST = 50;

  @Spec private CommandSpec spec;

  /** What to watch for. */
  static final class Wanted {
    @Option(
        names = "--caption",
        paramLabel = "EXPRESSION",
        description = "Words of the caption with AND, OR, NOT and parentheses, in place of TEXT.")
    private String caption;

    @Option(
        names = "--min-score",
        paramLabel = "SCORE",
        description = "Least score of a match, 0 to 1.")
    private Float minScore;

    @Option(
        names = "--top",
        paramLabel = "PERCENT",
        description = "Match the top PERCENT of each source.")
    private Float topPercent;

    @Option(
        names = "--quiet",
        paramLabel = "SECONDS",
        description = "No second alert within so many seconds.")
    private long quietSeconds;

    Watch.Builder toWatch(String text) {
      Watch.Builder watch = Watch.newBuilder().setCondition(condition(text));
      if (topPercent != null && !(topPercent > 0 && topPercent <= 100)) {
        throw new CommandException(
            "--top is " + topPercent + "; above 0, to 100 percent are allowed",
            "--top 1 matches the best hundredth.",
            2,
            null);
      }
      if (quietSeconds < 0) {
        throw new CommandException(
            "--quiet is " + quietSeconds + "; 0 seconds or more are allowed",
            "Leave it out for none.",
            2,
            null);
      }
      if (minScore != null && topPercent != null) {
        throw new CommandException(
            "--min-score and --top exclude each other", "Give one of them.", 2, null);
      }
      if (minScore != null) {
        watch.setMinScore(minScore);
      }
      if (topPercent != null) {
        watch.setTopShare(topPercent / 100);
      }
      if (quietSeconds > 0) {
        watch.setQuietPeriod(Duration.newBuilder().setSeconds(quietSeconds));
      }
      return watch;
    }

    private WatchCondition condition(String text) {
      if ((text == null) == (caption == null)) {
        throw new CommandException(
            "a watch needs a text or --caption, one of them", "See --help.", 2, null);
      }
      return text == null
          ? WatchCondition.newBuilder().setCaptionExpression(caption).build()
          : WatchCondition.newBuilder()
              .setQuery(Query.newBuilder().addTerms(QueryTerm.newBuilder().setText(text)))
              .build();
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "add", description = "Adds a watch.", mixinStandardHelpOptions = true)
  int add(
      @Mixin ServerTarget target,
      @Parameters(
              index = "0",
              paramLabel = "NAME",
              description = "Name of the watch: a-z, 0-9, '-'.")
          String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "TEXT",
              description = "What to look for, in words.")
          String text,
      @Mixin Wanted wanted,
      @Option(
              names = "--source",
              split = ",",
              paramLabel = "SOURCE",
              description = "Only these sources.")
          List<String> sources,
      @Option(
              names = "--webhook",
              paramLabel = "URL",
              description = "Send each alert there; prints the key that signs them, this once.")
          String webhook)
      throws InterruptedException {
    Watch.Builder watch = wanted.toWatch(text);
    if (webhook != null) {
      watch.setWebhook(Webhook.newBuilder().setUrl(webhook));
    }
    for (String source : sources == null ? List.<String>of() : sources) {
      watch.addSources(FilterOptions.sourceName(source));
    }
    CreateWatchRequest request =
        CreateWatchRequest.newBuilder().setWatchId(name).setWatch(watch).build();
    try (GistwireClient client = target.connect()) {
      Watch made = Calls.await(client.watches().create(request)).getWatch();
      out().println(made.getName());
      if (made.hasWebhook()) {
        out().println("webhook secret: " + made.getWebhook().getSecret());
      }
      out().flush();
    }
    return 0;
  }

  @Command(
      name = "test",
      description = "States what a watch would have raised on the stored gists.",
      mixinStandardHelpOptions = true)
  int test(
      @Mixin ServerTarget target,
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "TEXT",
              description = "What to look for, in words.")
          String text,
      @Mixin Wanted wanted,
      @Mixin FilterOptions filter,
      @Mixin Printing printing)
      throws InterruptedException {
    TestWatchRequest request =
        TestWatchRequest.newBuilder()
            .setWatch(wanted.toWatch(text))
            .setFilter(filter.toFilter())
            .setMaxAlerts(ALERTS_OF_A_TEST)
            .build();
    try (GistwireClient client = target.connect()) {
      TestWatchResponse response = Calls.await(client.watches().test(request));
      if (printing.json()) {
        Printing.line(out(), response);
        return 0;
      }
      response.getAlertsList().forEach(this::print);
      out()
          .printf(
              "%,d alerts from %,d matches among %,d gists%n",
              response.getAlertCount(), response.getMatchCount(), response.getExaminedCount());
      if (response.getAlertsCount() < response.getAlertCount()) {
        out().printf(Locale.ROOT, "The first %,d of them are shown.%n", response.getAlertsCount());
      }
      out().flush();
    }
    return 0;
  }

  @Command(name = "list", description = "Lists watches.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerTarget target, @Mixin Printing printing) throws InterruptedException {
    Table table = new Table().text("watch").number("alerts").text("last alert");
    String page = "";
    try (GistwireClient client = target.connect()) {
      do {
        ListWatchesResponse response =
            Calls.await(
                client.watches().list(ListWatchesRequest.newBuilder().setPageToken(page).build()));
        for (Watch watch : response.getWatchesList()) {
          if (printing.json()) {
            Printing.line(out(), watch);
          } else {
            table.row(
                watch.getName(), watch.getAlertCount(), Printing.time(watch.getLastAlertTime()));
          }
        }
        page = response.getNextPageToken();
      } while (!page.isEmpty());
    }
    if (!printing.json()) {
      out().print(table.render());
      out().flush();
    }
    return 0;
  }

  @Command(name = "delete", description = "Deletes a watch.", mixinStandardHelpOptions = true)
  int delete(
      @Mixin ServerTarget target,
      @Parameters(paramLabel = "WATCH", description = "Its name.") String name)
      throws InterruptedException {
    try (GistwireClient client = target.connect()) {
      Calls.await(
          client
              .watches()
              .delete(DeleteWatchRequest.newBuilder().setName(watchName(name)).build()));
    }
    return 0;
  }

  @Command(
      name = "follow",
      description = "Prints alerts as they come, until interrupted.",
      mixinStandardHelpOptions = true)
  int follow(
      @Mixin ServerTarget target,
      @Parameters(arity = "0..*", paramLabel = "WATCH", description = "Only these watches.")
          List<String> names,
      @Option(
              names = "--after",
              paramLabel = "POSITION",
              description = "Also alerts that were raised after this position.")
          Long after,
      @Mixin Printing printing) {
    WatchRequest.Builder request = WatchRequest.newBuilder();
    for (String name : names == null ? List.<String>of() : names) {
      request.addWatches(watchName(name));
    }
    if (after != null) {
      request.setAfterPosition(after);
    }
    try (GistwireClient client = target.connect()) {
      Calls.each(
          client.watches().watch(request.build()),
          alert -> {
            if (printing.json()) {
              Printing.line(out(), alert);
            } else {
              print(alert);
            }
          });
    }
    return 0;
  }

  @Command(
      name = "alerts",
      description = "Lists alerts of a watch.",
      mixinStandardHelpOptions = true)
  int alerts(
      @Mixin ServerTarget target,
      @Parameters(paramLabel = "WATCH", description = "Its name.") String name,
      @Option(names = "--open", description = "Only those that are not acknowledged yet.")
          boolean open,
      @Option(
              names = {"-n", "--most"},
              paramLabel = "N",
              defaultValue = "10000",
              description = "Most alerts (default: ${DEFAULT-VALUE}).")
          int most,
      @Mixin Printing printing)
      throws InterruptedException {
    if (most < 1) {
      throw new CommandException(
          "--most is " + most + "; at least 1 is allowed", "Leave it out for 10000.", 2, null);
    }
    // A token holds for the one request that it was made for: the size of pages may not change.
    ListAlertsRequest.Builder request =
        ListAlertsRequest.newBuilder()
            .setParent(watchName(name))
            .setUnacknowledgedOnly(open)
            .setPageSize(Math.min(most, ALERTS_IN_A_PAGE));
    int left = most;
    try (GistwireClient client = target.connect()) {
      do {
        ListAlertsResponse page = Calls.await(client.watches().alerts(request.build()));
        for (Alert alert : page.getAlertsList().subList(0, Math.min(left, page.getAlertsCount()))) {
          left--;
          if (printing.json()) {
            Printing.line(out(), alert);
          } else {
            print(alert);
          }
        }
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty() && left > 0);
    }
    if (!request.getPageToken().isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(Locale.ROOT, "gistwire: the first %,d are shown; --most N shows more%n", most);
      spec.commandLine().getErr().flush();
    }
    return 0;
  }

  @Command(name = "ack", description = "Acknowledges an alert.", mixinStandardHelpOptions = true)
  int ack(
      @Mixin ServerTarget target,
      @Parameters(index = "0", paramLabel = "ALERT", description = "Name of the alert.")
          String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "NOTE",
              defaultValue = "",
              description = "What was done.")
          String note)
      throws InterruptedException {
    AcknowledgeAlertRequest request =
        AcknowledgeAlertRequest.newBuilder().setName(name).setNote(note).build();
    try (GistwireClient client = target.connect()) {
      Calls.await(client.watches().acknowledge(request));
    }
    return 0;
  }

  private static String watchName(String name) {
    return name.startsWith("watches/") ? name : "watches/" + name;
  }

  private void print(Alert alert) {
    out()
        .printf(
            Locale.ROOT,
            "%s  %.3f  %s  %s  %s%n",
            Printing.time(alert.getCaptureTime()),
            alert.getScore(),
            Printable.line(alert.getName()),
            Printable.line(alert.getGist()),
            Printable.line(alert.getCaption()));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
