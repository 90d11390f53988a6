package io.gistwire.cli.remote;

import com.google.protobuf.Timestamp;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Table;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.CreateTokenResponse;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.Token;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire token}: who may send and ask. */
@Command(
    name = "token",
    description =
        "Makes, lists and revokes bearer tokens: of a running server, with a token of its operator"
            + " or of a tenant's ADMIN; or with --data, in the folder of a server that is down.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "ACTION",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire token create --operator --data /var/lib/gistwire     the first one",
      "  gistwire token create --tenant acme --source camera-3 --may send",
      "  gistwire token revoke tokens/8c1f"
    })
public final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  enum May {
    SEND,
    READ,
    WRITE,
    ADMIN
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "create",
      description = "Makes a token and prints its secret, once.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ServerTarget target,
      @Mixin Offline offline,
      @Option(
              names = "--operator",
              description =
                  "For the whole server and no tenant: makes tenants' tokens, backs up, checks.")
          boolean operator,
      @Option(
              names = "--tenant",
              description = "Whose gists it is about (default: the tenant of the caller's token).")
          String tenant,
      @Option(
              names = "--source",
              split = ",",
              paramLabel = "SOURCE",
              description = "Only these sources (default: all).")
          List<String> sources,
      @Option(
              names = "--may",
              split = ",",
              description = "${COMPLETION-CANDIDATES}; required without --operator.")
          List<May> permissions,
      @Option(
              names = "--days",
              paramLabel = "N",
              description = "Days until it expires (default: never).")
          Integer days,
      @Option(names = "--name", defaultValue = "", description = "What it is for.")
          String displayName) {
    checkKind(operator, tenant, sources, permissions, offline.isOffline());
    if (offline.isOffline()) {
      return offline.run(
          offlineArguments(operator, tenant, sources, permissions, days, displayName));
    }
    Token.Builder token = Token.newBuilder().setDisplayName(displayName);
    if (operator) {
      token.addPermissions(Permission.PERMISSION_OPERATOR);
    } else {
      token.setTenant(tenant == null ? "" : tenant);
      listOf(sources).forEach(source -> token.addSources(FilterOptions.sourceName(source)));
      permissions.forEach(may -> token.addPermissions(Permission.valueOf("PERMISSION_" + may)));
    }
    if (days != null) {
      token.setExpireTime(expiry(days));
    }
    CreateTokenResponse made =
        ask(
            target,
            admin -> admin.createToken(CreateTokenRequest.newBuilder().setToken(token).build()));
    spec.commandLine()
        .getErr()
        .println("Made " + made.getToken().getName() + ". Its secret is shown this once:");
    spec.commandLine().getOut().println(made.getSecret());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static void checkKind(
      boolean operator,
      String tenant,
      List<String> sources,
      List<May> permissions,
      boolean isOffline) {
    boolean isForTenant = tenant != null || sources != null || permissions != null;
    if (operator && isForTenant) {
      throw new CommandException(
          "--operator goes without --tenant, --source and --may: such a token is for the whole"
              + " server and reaches no gists",
          "Make one token of the operator and another one for the tenant.",
          2,
          null);
    }
    if (!operator && permissions == null) {
      throw new CommandException(
          "--may is missing",
          "Name what the token may do, such as --may send,read, or make one of the operator with"
              + " --operator.",
          2,
          null);
    }
    if (!operator && isOffline && tenant == null) {
      throw new CommandException("--tenant is missing; with --data it is required", "", 2, null);
    }
  }

  private static <T> List<T> listOf(List<T> maybe) {
    return maybe == null ? List.of() : maybe;
  }

  private static List<String> offlineArguments(
      boolean operator,
      String tenant,
      List<String> sources,
      List<May> permissions,
      Integer days,
      String displayName) {
    List<String> arguments = new ArrayList<>(List.of("token", "create"));
    if (operator) {
      arguments.add("--operator");
    } else {
      arguments.add(tenant);
      permissions.forEach(may -> arguments.add(may.name()));
      listOf(sources).forEach(source -> arguments.addAll(List.of("--source", source)));
    }
    if (days != null) {
      checkDays(days);
      arguments.addAll(List.of("--days", Integer.toString(days)));
    }
    if (!displayName.isEmpty()) {
      arguments.addAll(List.of("--name", displayName));
    }
    return arguments;
  }

  private static void checkDays(int days) {
    if (days < 1 || days > 36_500) {
      throw new CommandException("--days is " + days + "; 1 to 36500 are allowed", "", 2, null);
    }
  }

  private static Timestamp expiry(int days) {
    checkDays(days);
    return Timestamp.newBuilder()
        .setSeconds(Instant.now().plus(days, ChronoUnit.DAYS).getEpochSecond())
        .build();
  }

  @Command(
      name = "list",
      description = "Lists tokens; secrets are never shown again.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin ServerTarget target,
      @Mixin Offline offline,
      @Mixin Printing printing,
      @Option(
              names = "--tenant",
              defaultValue = "",
              description =
                  "Tokens of this tenant (default: of the caller's own; all, for the operator).")
          String tenant) {
    if (offline.isOffline()) {
      return offline.run(List.of("token", "list"));
    }
    Table table =
        new Table()
            .text("token")
            .text("tenant")
            .text("may")
            .text("sources")
            .text("expires")
            .text("revoked")
            .text("for");
    String page = "";
    do {
      ListTokensRequest request =
          ListTokensRequest.newBuilder().setTenant(tenant).setPageToken(page).build();
      ListTokensResponse response = ask(target, admin -> admin.listTokens(request));
      for (Token token : response.getTokensList()) {
        if (printing.json()) {
          Printing.line(spec.commandLine().getOut(), token);
        } else {
          row(table, token);
        }
      }
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    if (!printing.json()) {
      spec.commandLine().getOut().print(table.render());
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static void row(Table table, Token token) {
    StringBuilder may = new StringBuilder();
    for (Permission permission : token.getPermissionsList()) {
      may.append(may.length() == 0 ? "" : ",")
          .append(permission.name().replace("PERMISSION_", "").toLowerCase(Locale.ROOT));
    }
    table.row(
        token.getName(),
        token.getTenant().isEmpty() ? "(operator)" : token.getTenant(),
        may,
        token.getSourcesCount() == 0 ? "all" : String.join(",", token.getSourcesList()),
        Printing.time(token.getExpireTime()),
        Printing.time(token.getRevokeTime()),
        token.getDisplayName());
  }

  @Command(
      name = "revoke",
      description = "Ends a token at once; its open streams and tasks end too.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin ServerTarget target,
      @Mixin Offline offline,
      @Parameters(paramLabel = "TOKEN", description = "Name as 'list' shows it.") String name) {
    if (offline.isOffline()) {
      return offline.run(List.of("token", "revoke", name));
    }
    ask(target, admin -> admin.revokeToken(RevokeTokenRequest.newBuilder().setName(name).build()));
    return 0;
  }

  private static <A> A ask(ServerTarget target, Function<AdminServiceBlockingStub, A> call) {
    try (GistwireClient client = target.connect()) {
      return call.apply(AdminServiceGrpc.newBlockingStub(client.channel()));
    } catch (StatusRuntimeException failed) {
      throw Calls.explain(failed);
    }
  }
}
