package io.gistwire.cli.remote;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Quantity;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.gistwire.proto.v1.GetRetentionRequest;
import io.gistwire.proto.v1.GetRetentionResponse;
import io.gistwire.proto.v1.Retention;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.UpdateRetentionResponse;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire ledger retention}: what a tenant keeps for how long. */
@Command(
    name = "retention",
    description = {
      "Shows what a tenant keeps for how long, and when the next gists are deleted; with options, changes it. Options that",
      "are left out stay as they are; 'none' takes a limit away."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire ledger retention",
      "  gistwire ledger retention --max-age 90d --dry-run     how many gists that would delete",
      "  gistwire ledger retention --max-age 90d --max-bytes none"
    })
final class RetentionCommand implements Callable<Integer> {
  private static final String NONE = "none";
  private static final long DAY_SECONDS = 86_400;

  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private Printing printing;

  @Option(
      names = "--tenant",
      defaultValue = "",
      description = "Whose (default: the tenant of the caller's token; required for the operator).")
  private String tenant;

  @Option(
      names = "--max-age",
      paramLabel = "AGE",
      description = "Gists are deleted at this age: 90d, 12h, or none.")
  private String maxAge;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "The oldest gists are deleted beyond so many bytes of layers, or none.")
  private String maxBytes;

  @Option(
      names = "--max-alert-age",
      paramLabel = "AGE",
      description = "Alerts are deleted at this age, or none.")
  private String maxAlertAge;

  @Option(names = "--dry-run", description = "Change nothing; tell how many gists it would delete.")
  private boolean dryRun;

  @Override
  public Integer call() {
    boolean changes = maxAge != null || maxBytes != null || maxAlertAge != null;
    if (dryRun && !changes) {
      throw new CommandException(
          "--dry-run is about a change",
          "Give --max-age, --max-bytes or --max-alert-age.",
          2,
          null);
    }
    changed(Retention.getDefaultInstance()); // a mistake is told before anything is asked
    try (GistwireClient client = target.connect()) {
      AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(client.channel());
      GetRetentionResponse now =
          admin.getRetention(GetRetentionRequest.newBuilder().setTenant(tenant).build());
      if (changes) {
        show(
            admin.updateRetention(
                UpdateRetentionRequest.newBuilder()
                    .setTenant(tenant)
                    .setRetention(changed(now.getRetention()))
                    .setValidateOnly(dryRun)
                    .build()));
      } else {
        show(now);
      }
      return 0;
    } catch (StatusRuntimeException failed) {
      throw Calls.explain(failed);
    }
  }

  private Retention changed(Retention now) {
    Retention.Builder wanted = now.toBuilder();
    if (NONE.equals(maxAge)) {
      wanted.clearMaxAge();
    } else if (maxAge != null) {
      wanted.setMaxAge(age("--max-age", maxAge));
    }
    if (NONE.equals(maxAlertAge)) {
      wanted.clearMaxAlertAge();
    } else if (maxAlertAge != null) {
      wanted.setMaxAlertAge(age("--max-alert-age", maxAlertAge));
    }
    if (NONE.equals(maxBytes)) {
      wanted.clearMaxLayerBytes();
    } else if (maxBytes != null) {
      wanted.setMaxLayerBytes(bytes(maxBytes));
    }
    return wanted.build();
  }

  private static Duration age(String option, String text) {
    if (!text.matches("0*[1-9][0-9]{0,5}[smhd]")) {
      throw new CommandException(
          option + " is '" + text + "'", "Write an age such as 90d, 12h or 30m, or none.", 2, null);
    }
    return Duration.newBuilder().setSeconds(FilterOptions.ago(text).toSeconds()).build();
  }

  private static long bytes(String text) {
    if (!text.matches("0*[1-9][0-9]{0,17}")) {
      throw new CommandException(
          "--max-bytes is '" + text + "'", "Write a number of bytes above 0, or none.", 2, null);
    }
    return Long.parseLong(text);
  }

  private void show(GetRetentionResponse response) {
    PrintWriter out = spec.commandLine().getOut();
    if (printing.json()) {
      Printing.line(out, response);
      return;
    }
    show(out, response.getRetention());
    if (response.hasNextRunTime()) {
      out.printf(
          Locale.ROOT,
          "next run  %s; it deletes %,d of the gists that are held now%n",
          Printing.time(response.getNextRunTime()),
          response.getDueCount());
    }
    out.flush();
  }

  private void show(UpdateRetentionResponse response) {
    PrintWriter out = spec.commandLine().getOut();
    if (printing.json()) {
      Printing.line(out, response);
      return;
    }
    show(out, response.getRetention());
    if (response.hasNextRunTime()) {
      Timestamp next = response.getNextRunTime();
      out.printf(
          Locale.ROOT,
          dryRun
              ? "nothing is changed; it would delete %,d gists, at the next run at %s%n"
              : "%,d gists are deleted at the next run, %s%n",
          response.getAffectedCount(),
          Printing.time(next));
    }
    out.flush();
  }

  private static void show(PrintWriter out, Retention retention) {
    out.printf(
        "gists     %s%n",
        retention.hasMaxAge() ? "up to an age of " + words(retention.getMaxAge()) : "of any age");
    if (retention.getMaxLayerBytes() != 0) {
      out.printf("          at most %s of layers%n", Quantity.bytes(retention.getMaxLayerBytes()));
    }
    out.printf(
        "alerts    %s%n",
        retention.hasMaxAlertAge()
            ? "up to an age of " + words(retention.getMaxAlertAge())
            : "of any age");
  }

  private static String words(Duration age) {
    long seconds = age.getSeconds();
    return seconds >= DAY_SECONDS && seconds % DAY_SECONDS == 0
        ? seconds / DAY_SECONDS + " days"
        : Quantity.seconds(seconds + age.getNanos() / 1e9);
  }
}
