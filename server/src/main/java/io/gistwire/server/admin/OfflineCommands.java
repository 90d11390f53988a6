package io.gistwire.server.admin;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.LedgerOptions;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What an operator does to a data folder while no server runs on it. A server that runs holds the
 * folder's lock: then these refuse, and {@code AdminService} does the same.
 */
public final class OfflineCommands {
  private static final long NO_LIMIT_MILLIS = TimeUnit.DAYS.toMillis(30);
  private static final String USAGE =
      """
      usage: java [-Dgistwire.data=FOLDER] -jar quarkus-run.jar [COMMAND]
        (no command)                      serves
        ledger check [--deep]             reads the whole ledger and says what is wrong with it
        ledger backup FILE                writes a copy of the ledger
        ledger compact                    gives space that deleted gists held back to the disk
        token create TENANT PERMISSION... [--source NAME]...
                                          makes a token (SEND, READ, WRITE, ADMIN) and prints its secret
        token revoke tokens/NAME          makes a token void
        help                              says this
      """;

  private static final int OK = 0;
  private static final int FOUND = 1;
  private static final int WRONG_USE = 2;
  private static final int FAILED = 3;

  private final DataFolder folder;
  private final PrintStream out;

  private OfflineCommands(DataFolder folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /**
   * Runs one command.
   *
   * @return exit code: 0 done, 1 the check found something, 2 wrong use, 3 failed
   */
  public static int run(Path data, PrintStream out, PrintStream err, String... arguments) {
    if (arguments[0].equals("help") || arguments[0].equals("--help")) {
      out.print(USAGE);
      return OK;
    }
    try (DataFolder folder = DataFolder.open(data)) {
      return new OfflineCommands(folder, out).dispatch(List.of(arguments));
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return WRONG_USE;
    } catch (IOException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private int dispatch(List<String> arguments) throws IOException {
    String command = String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
    List<String> rest = arguments.subList(Math.min(2, arguments.size()), arguments.size());
    return switch (command) {
      case "ledger check" -> check(rest);
      case "ledger backup" -> backup(rest);
      case "ledger compact" -> compact();
      case "token create" -> createToken(rest);
      case "token revoke" -> revokeToken(rest);
      default -> throw new IllegalArgumentException("'" + command + "' is no command");
    };
  }

  private SqliteLedger openLedger() throws IOException {
    return SqliteLedger.open(folder, LedgerOptions.defaults());
  }

  private int check(List<String> rest) throws IOException {
    boolean isDeep = rest.equals(List.of("--deep"));
    if (!rest.isEmpty() && !isDeep) {
      throw new IllegalArgumentException("ledger check takes --deep or nothing, not " + rest);
    }
    try (SqliteLedger ledger = openLedger()) {
      long findings =
          ledger
              .upkeep()
              .check(isDeep, finding -> out.println(finding.subject() + ": " + finding.message()));
      out.println(
          findings == 0
              ? "the ledger is whole, through position " + ledger.log().lastPosition()
              : findings + " findings");
      return findings == 0 ? OK : FOUND;
    }
  }

  private int backup(List<String> rest) throws IOException {
    if (rest.size() != 1) {
      throw new IllegalArgumentException("ledger backup takes one file");
    }
    try (SqliteLedger ledger = openLedger()) {
      LedgerUpkeep.Backup backup = ledger.upkeep().backup(Path.of(rest.get(0)).toAbsolutePath());
      out.println(
          backup.path()
              + ": "
              + backup.sizeBytes()
              + " bytes, through position "
              + backup.position());
      return OK;
    }
  }

  private int compact() throws IOException {
    try (SqliteLedger ledger = openLedger()) {
      LedgerUpkeep.Compaction sizes = ledger.upkeep().compact(0, NO_LIMIT_MILLIS);
      out.println(sizes.sizeBeforeBytes() + " bytes before, " + sizes.sizeAfterBytes() + " after");
      return OK;
    } catch (LedgerUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; what was compacted stays so", e);
    }
  }

  private int createToken(List<String> rest) throws IOException {
    if (rest.size() < 2) {
      throw new IllegalArgumentException("token create takes a tenant and permissions");
    }
    String tenant = rest.get(0);
    if (!tenant.matches("[a-z0-9_-]{1,63}")) {
      throw new IllegalArgumentException(
          "tenant '" + tenant + "'; 1 to 63 characters of a-z, 0-9, '-', '_' are allowed");
    }
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    List<String> sources = new ArrayList<>();
    for (int i = 1; i < rest.size(); i++) {
      if (rest.get(i).equals("--source") && i + 1 < rest.size()) {
        sources.add(rest.get(++i));
      } else {
        permissions.add(permission(rest.get(i)));
      }
    }
    try (TokenStore tokens = TokenStore.open(folder)) {
      TokenStore.Made made =
          tokens.make(tenant, sources, permissions, "made offline", OptionalLong.empty());
      out.println(made.token().name() + " " + made.secret());
      return OK;
    }
  }

  private static Permission permission(String name) {
    return Arrays.stream(Permission.values())
        .filter(p -> p.name().equals("PERMISSION_" + name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + name + "' is no permission; SEND, READ, WRITE and ADMIN are"));
  }

  private int revokeToken(List<String> rest) throws IOException {
    if (rest.size() != 1) {
      throw new IllegalArgumentException("token revoke takes tokens/NAME");
    }
    try (TokenStore tokens = TokenStore.open(folder)) {
      tokens
          .revoke(rest.get(0))
          .orElseThrow(() -> new IOException(rest.get(0) + " does not exist"));
      out.println(rest.get(0) + " is void");
      return OK;
    }
  }
}
