package io.gistwire.server.admin;

import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.LedgerRestore;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
        ledger check [--deep]             reads the whole ledger and reports what is wrong with it
        ledger backup FILE                writes ledger, watches, alerts and tokens into one file
        ledger restore FILE               puts a backup in the place of what the folder holds
        ledger compact                    gives space that deleted gists held back to the disk
        token create TENANT PERMISSION... [--source NAME]... [--days N] [--name TEXT]
                                          makes a token (SEND, READ, WRITE, ADMIN) and prints its name and secret
        token create --operator [--days N] [--name TEXT]
                                          makes a token of the operator: for the whole server, not for gists
        token list                        lists tokens, without secrets
        token revoke tokens/NAME          makes a token void
        help                              prints this
      """;

  private static final int OK = 0;
  private static final int FOUND = 1;
  private static final int WRONG_USE = 2;
  private static final int FAILED = 3;

  private final DataFolder folder;
  private final PrintStream out;
  private final PrintStream err;

  private OfflineCommands(DataFolder folder, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
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
      LedgerRestore.finish(folder);
      return new OfflineCommands(folder, out, err).dispatch(List.of(arguments));
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return WRONG_USE;
    } catch (IOException e) {
      err.println(sentence(e));
      return FAILED;
    }
  }

  /** Of failures of files the message is often the file's name alone. */
  private static String sentence(IOException failure) {
    if (!(failure instanceof FileSystemException file) || file.getFile() == null) {
      return String.valueOf(failure.getMessage());
    }
    String reason = file.getReason();
    if (failure instanceof NoSuchFileException) {
      reason = "there is no such file or folder";
    } else if (failure instanceof FileAlreadyExistsException) {
      reason = "exists already; name another one";
    } else if (failure instanceof AccessDeniedException) {
      reason = "may not be read or written by this user";
    } else if (reason == null || reason.isBlank()) {
      reason = "cannot be read or written";
    }
    return file.getFile() + ": " + reason;
  }

  private int dispatch(List<String> arguments) throws IOException {
    String command = String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
    List<String> rest = arguments.subList(Math.min(2, arguments.size()), arguments.size());
    return switch (command) {
      case "ledger check" -> check(rest);
      case "ledger backup" -> backup(rest);
      case "ledger restore" -> done(() -> restore(rest));
      case "ledger compact" -> compact();
      case "token create" -> done(() -> new OfflineTokens(folder, out, err).create(rest));
      case "token list" -> done(() -> new OfflineTokens(folder, out, err).list());
      case "token revoke" -> done(() -> new OfflineTokens(folder, out, err).revoke(rest));
      default -> throw new IllegalArgumentException("'" + command + "' is no command");
    };
  }

  /** Some work. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static int done(Work work) throws IOException {
    work.run();
    return OK;
  }

  private void restore(List<String> rest) throws IOException {
    if (rest.size() != 1) {
      throw new IllegalArgumentException("ledger restore takes one file");
    }
    Path file = Path.of(rest.get(0)).toAbsolutePath();
    LedgerRestore.Restored restored = LedgerRestore.restore(folder, file);
    err.println(
        "audit: "
            + AuditLine.of("restore", "offline")
                .with("file", file)
                .with("position", restored.position()));
    out.println(
        String.join(", ", restored.files())
            + " restored, through position "
            + restored.position()
            + "; what was there before is in "
            + restored.before());
    if (restored.files().contains(SqliteTokenStore.FILE)) {
      out.println(
          "tokens are those of the backup: revoke again what was revoked since on another machine");
    }
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
}
