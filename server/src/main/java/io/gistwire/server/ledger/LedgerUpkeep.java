package io.gistwire.server.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What an operator does to a ledger while it serves. Methods block for long; call them on a worker.
 */
public interface LedgerUpkeep {
  /**
   * Reads the whole file and calls the listener for each thing that is wrong.
   *
   * @param deep also parses every gist and compares every digest
   * @return number of findings
   */
  long check(boolean deep, Consumer<Finding> listener);

  /**
   * Writes a copy as of now, synced before its name appears.
   *
   * @param target must not exist
   */
  Backup backup(Path target) throws IOException;

  /**
   * Gives free pages back to the disk, in steps between commits.
   *
   * @param maxPages most pages; 0 for all
   * @param waitMillis it ends after this time, even where pages are left
   * @throws LedgerUnavailableException when a step was not written in time
   */
  Compaction compact(long maxPages, long waitMillis)
      throws LedgerUnavailableException, InterruptedException;

  /** What the tenant keeps. */
  Retention retention(String tenant);

  /** The greatest age of alerts in milliseconds, of each tenant that has one. */
  Map<String, Long> alertAges();

  /** Changes what the tenant keeps; it takes effect with the next {@link #expire}. */
  CompletableFuture<Void> setRetention(String tenant, Retention retention);

  /** Gists held now that this retention would delete at a time, in milliseconds since 1970. */
  long countExpired(String tenant, Retention retention, long atMillis);

  /**
   * Deletes what every tenant's retention no longer keeps, in short transactions, and removes log
   * rows that no follower needs any more.
   *
   * @return number of gists deleted
   * @throws LedgerUnavailableException when a step was not written within a minute; the next call
   *     goes on
   */
  long expire() throws LedgerUnavailableException, InterruptedException;

  /** One thing that is wrong: what was looked at, and what was seen. */
  record Finding(String subject, String message) {}

  /** A finished backup. */
  record Backup(Path path, long sizeBytes, long position, byte[] sha256) {}

  /** Sizes of the file before and after, in bytes. */
  record Compaction(long sizeBeforeBytes, long sizeAfterBytes) {}
}
