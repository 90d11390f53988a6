package io.gistwire.server.admin;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Makes, lists and revokes tokens of a data folder without a server. */
final class OfflineTokens {
  private static final String WHO = "offline";
  private static final int MAX_DAYS = 36_500;

  private final DataFolder folder;
  private final PrintStream out;
  private final PrintStream err;

  OfflineTokens(DataFolder folder, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  /** What a new token shall be. */
  private static final class Wanted {
    private String tenant = "";
    private boolean isOperator;
    private final Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    private final List<String> sources = new ArrayList<>();
    private OptionalLong expireMillis = OptionalLong.empty();
    private String displayName = "made offline";

    static Wanted parse(List<String> arguments) {
      Wanted wanted = new Wanted();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (argument.equals("--operator")) {
          wanted.isOperator = true;
        } else if (argument.startsWith("--")) {
          if (i + 1 == arguments.size()) {
            throw new IllegalArgumentException(argument + " needs a value");
          }
          wanted.option(argument, arguments.get(++i));
        } else if (wanted.tenant.isEmpty() && !wanted.isOperator) {
          wanted.tenant = argument;
        } else {
          wanted.permissions.add(permission(argument));
        }
      }
      wanted.check();
      return wanted;
    }

    private void option(String name, String value) {
      switch (name) {
        case "--source" -> sources.add(source(value));
        case "--days" -> expireMillis = OptionalLong.of(expiry(value));
        case "--name" -> displayName = value.substring(0, Math.min(value.length(), 200));
        default ->
            throw new IllegalArgumentException(
                "'" + name + "' is no option; --operator, --source, --days and --name are");
      }
    }

    private void check() {
      if (isOperator) {
        if (!tenant.isEmpty() || !permissions.isEmpty() || !sources.isEmpty()) {
          throw new IllegalArgumentException(
              "--operator takes no tenant, permissions or sources: the token is for the whole"
                  + " server and reaches no gists");
        }
        permissions.add(Permission.PERMISSION_OPERATOR);
        return;
      }
      if (tenant.isEmpty() || permissions.isEmpty()) {
        throw new IllegalArgumentException(
            "token create takes a tenant and permissions, or --operator");
      }
      if (!tenant.matches("[a-z0-9_-]{1,63}")) {
        throw new IllegalArgumentException(
            "tenant '" + tenant + "'; 1 to 63 characters of a-z, 0-9, '-', '_' are allowed");
      }
      if (permissions.contains(Permission.PERMISSION_OPERATOR)) {
        throw new IllegalArgumentException(
            "OPERATOR is for the whole server and no tenant; use token create --operator");
      }
    }

    private static String source(String name) {
      return SourceNames.parse(name.startsWith("sources/") ? name : "sources/" + name)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "source '"
                          + name
                          + "'; 1 to 63 characters of a-z, 0-9, '.', '_', '-' are allowed, the"
                          + " first a letter or digit"));
    }

    private static long expiry(String days) {
      if (!days.matches("[0-9]{1,5}") || days.matches("0+") || Integer.parseInt(days) > MAX_DAYS) {
        throw new IllegalArgumentException(
            "--days is '" + days + "'; 1 to " + MAX_DAYS + " are allowed");
      }
      return Instant.now().plus(Integer.parseInt(days), ChronoUnit.DAYS).toEpochMilli();
    }

    private static Permission permission(String name) {
      return Arrays.stream(Permission.values())
          .filter(p -> p.name().equals("PERMISSION_" + name.toUpperCase(Locale.ROOT)))
          .filter(p -> p != Permission.PERMISSION_UNSPECIFIED)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "'" + name + "' is no permission; SEND, READ, WRITE and ADMIN are"));
    }
  }

  void create(List<String> arguments) throws IOException {
    Wanted wanted = Wanted.parse(arguments);
    try (TokenStore tokens = SqliteTokenStore.open(folder)) {
      TokenStore.Made made =
          tokens.make(
              wanted.tenant,
              wanted.sources,
              wanted.permissions,
              wanted.displayName,
              wanted.expireMillis);
      audit(TokenAudit.made(WHO, made.token()));
      out.println(made.token().name() + " " + made.secret());
    }
  }

  void list() throws IOException {
    try (TokenStore tokens = SqliteTokenStore.open(folder)) {
      for (TokenRecord token : tokens.list(any -> true, "", Integer.MAX_VALUE)) {
        out.println(
            String.join(
                " ",
                token.name(),
                token.isOperator() ? "(operator)" : token.tenant(),
                String.join(
                    ",", token.permissions().stream().map(TokenScope::name).sorted().toList()),
                token.sources().isEmpty() ? "all" : String.join(",", token.sources()),
                ending(token)));
      }
    }
  }

  private static String ending(TokenRecord token) {
    if (token.revokeMillis().isPresent()) {
      return "revoked " + Instant.ofEpochMilli(token.revokeMillis().getAsLong());
    }
    return token.expireMillis().isPresent()
        ? "expires " + Instant.ofEpochMilli(token.expireMillis().getAsLong())
        : "never expires";
  }

  void revoke(List<String> arguments) throws IOException {
    if (arguments.size() != 1) {
      throw new IllegalArgumentException("token revoke takes tokens/NAME");
    }
    String name = arguments.get(0);
    try (TokenStore tokens = SqliteTokenStore.open(folder)) {
      TokenRecord revoked =
          tokens.revoke(name).orElseThrow(() -> new IOException(name + " does not exist"));
      audit(TokenAudit.revoked(WHO, revoked));
      out.println(name + " is void");
    }
  }

  private void audit(AuditLine line) {
    err.println("audit: " + line);
  }
}
