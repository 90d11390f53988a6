package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.process.OfflineServer;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.BackupLedgerResponse;
import io.gistwire.proto.v1.CheckLedgerRequest;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CompactLedgerResponse;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.gistwire.proto.v1.ReindexRequest;
import io.gistwire.proto.v1.TaskProgress;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire ledger}: looks after the ledger of a running server. */
@Command(
    name = "ledger",
    description =
        "Checks, backs up, compacts and measures the ledger of a running server, with a token of its operator; rebuilds its index; restores a backup while the server is down.",
    mixinStandardHelpOptions = true,
    subcommands = RetentionCommand.class,
    synopsisSubcommandLabel = "ACTION",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire ledger stats",
      "  gistwire ledger check --deep",
      "  gistwire ledger backup nightly.db",
      "  gistwire ledger retention --max-age 90d --dry-run",
      "  gistwire ledger restore nightly.db --data /var/lib/gistwire"
    })
public final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "stats", description = "What the server holds.", mixinStandardHelpOptions = true)
  int stats(@Mixin ServerTarget target, @Mixin Printing printing) {
    GetStatsResponse stats =
        ask(target, admin -> admin.getStats(GetStatsRequest.getDefaultInstance()));
    PrintWriter out = out();
    if (printing.json()) {
      Printing.line(out, stats);
      return 0;
    }
    out.printf(
        "server    %s, up %s%n",
        Printable.line(stats.getServerVersion()), Quantity.seconds(stats.getUptime().getSeconds()));
    out.printf(
        "gists     %,d from %,d sources, %s of layers%n",
        stats.getGistCount(), stats.getSourceCount(), Quantity.bytes(stats.getLayerBytes()));
    out.printf(
        "ledger    %s, %s, position %,d, %s free on its disk%n",
        stats.getLedgerState(),
        Quantity.bytes(stats.getLedgerSizeBytes()),
        stats.getLedgerPosition(),
        Quantity.bytes(stats.getDiskFreeBytes()));
    out.printf(
        "index     position %,d, lag %s, %s%n",
        stats.getIndexPosition(),
        Quantity.seconds(stats.getIndexLag().getSeconds() + stats.getIndexLag().getNanos() / 1e9),
        Quantity.bytes(stats.getIndexSizeBytes()));
    out.printf("sessions  %,d, watches %,d%n", stats.getSessionCount(), stats.getWatchCount());
    out.printf(
        "missing   %,d skipped, %,d lost, %,d rejected%n",
        stats.getSkippedCount(), stats.getLostCount(), stats.getRejectedCount());
    out.printf("packs     %s%n", Printable.line(String.join(", ", stats.getPacksList())));
    out.flush();
    return 0;
  }

  @Command(
      name = "check",
      description = "Reads the whole ledger and reports what is wrong.",
      mixinStandardHelpOptions = true)
  int check(
      @Mixin ServerTarget target,
      @Option(names = "--deep", description = "Also decode every gist.") boolean deep) {
    long[] findings = new long[1];
    CheckLedgerRequest request = CheckLedgerRequest.newBuilder().setDeep(deep).build();
    try (GistwireClient client = target.connect();
        Progress progress = Progress.start("Checking", -1)) {
      Calls.each(
          admin(client).checkLedger(request),
          response -> {
            show(progress, response.getProgress());
            response
                .getFindingsList()
                .forEach(
                    finding ->
                        out()
                            .println(
                                Printable.line(
                                    finding.getSubject() + ": " + finding.getMessage())));
            findings[0] = response.getFindingCount();
          });
    }
    out().println(findings[0] == 0 ? "The ledger is sound." : findings[0] + " findings.");
    out().flush();
    return findings[0] == 0 ? 0 : 1;
  }

  @Command(
      name = "backup",
      description =
          "Writes ledger, watches, alerts and tokens into one file of the server's backup folder, while it works.",
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin ServerTarget target,
      @picocli.CommandLine.Parameters(
              paramLabel = "NAME",
              description = "File name of the copy, without a folder.")
          String name) {
    BackupLedgerResponse[] last = new BackupLedgerResponse[1];
    BackupLedgerRequest request = BackupLedgerRequest.newBuilder().setFileName(name).build();
    try (GistwireClient client = target.connect();
        Progress progress = Progress.start("Backing up", -1)) {
      Calls.each(
          admin(client).backupLedger(request),
          response -> {
            show(progress, response.getProgress());
            last[0] = response;
          });
    }
    if (last[0] != null) {
      out()
          .printf(
              "%s: %s, through position %,d%n",
              Printable.line(last[0].getPath()),
              Quantity.bytes(last[0].getSizeBytes()),
              last[0].getPosition());
      out().flush();
    }
    return 0;
  }

  @Command(
      name = "restore",
      description =
          "Puts a backup in the place of what a data folder holds, whose server is down; what was there is moved aside.",
      mixinStandardHelpOptions = true)
  int restore(
      @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The backup.")
          java.nio.file.Path file,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "The data folder.")
          java.nio.file.Path data) {
    return OfflineServer.run(data, List.of("ledger", "restore", file.toAbsolutePath().toString()));
  }

  @Command(
      name = "compact",
      description = "Gives free pages of the ledger's file back to the disk.",
      mixinStandardHelpOptions = true)
  int compact(@Mixin ServerTarget target) {
    CompactLedgerResponse sizes =
        ask(target, admin -> admin.compactLedger(CompactLedgerRequest.getDefaultInstance()));
    out()
        .printf(
            "%s before, %s after%n",
            Quantity.bytes(sizes.getSizeBeforeBytes()), Quantity.bytes(sizes.getSizeAfterBytes()));
    out().flush();
    return 0;
  }

  @Command(
      name = "reindex",
      description = "Builds the index anew from the ledger, while the server works.",
      mixinStandardHelpOptions = true)
  int reindex(@Mixin ServerTarget target) {
    try (GistwireClient client = target.connect();
        Progress progress = Progress.start("Indexing", -1)) {
      Calls.each(
          admin(client).reindex(ReindexRequest.getDefaultInstance()),
          response -> show(progress, response.getProgress()));
    }
    out().println("The index is built.");
    out().flush();
    return 0;
  }

  private static <A> A ask(ServerTarget target, Function<AdminServiceBlockingStub, A> call) {
    try (GistwireClient client = target.connect()) {
      return call.apply(admin(client));
    } catch (StatusRuntimeException failed) {
      throw Calls.explain(failed);
    }
  }

  private static AdminServiceBlockingStub admin(GistwireClient client) {
    return AdminServiceGrpc.newBlockingStub(client.channel());
  }

  private static void show(Progress progress, TaskProgress task) {
    progress.of(task.getTotalCount());
    progress.note(task.getPhase());
    progress.at(task.getDoneCount());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
