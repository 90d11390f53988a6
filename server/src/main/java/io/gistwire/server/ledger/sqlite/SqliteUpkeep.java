package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.storage.ReadConnections;
import io.gistwire.server.storage.SqliteFile;
import io.gistwire.server.storage.SqliteReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Upkeep of the SQLite ledger while it serves. Long work is cut into short writes, and after each
 * the writer has as long for others as the write took. Thread-safe.
 */
final class SqliteUpkeep implements LedgerUpkeep {
  private static final int PAGES_A_STEP = 1000;
  private static final int ROWS_A_STEP = 500;

  /** Longest that a step of the retention waits for the writer; the next run goes on. */
  private static final long STEP_WAIT_MILLIS = 60_000;

  private static final long MOST_PAUSE_MILLIS = 50;

  private final Path file;
  private final LedgerOptions options;
  private final GroupCommit writer;
  private final ReadConnections readers;
  private final EpochNames names;
  private final TenantBytes tenantBytes;
  private final AtomicLong prunedThrough;

  SqliteUpkeep(
      Path file,
      LedgerOptions options,
      GroupCommit writer,
      ReadConnections readers,
      EpochNames names,
      TenantBytes tenantBytes,
      AtomicLong prunedThrough) {
    this.file = file;
    this.options = options;
    this.writer = writer;
    this.readers = readers;
    this.names = names;
    this.tenantBytes = tenantBytes;
    this.prunedThrough = prunedThrough;
  }

  /** Takes minutes on a large file, hence a connection of its own. */
  @Override
  public long check(boolean deep, Consumer<Finding> listener) {
    try (Connection connection = SqliteFile.openForReading(file);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      return new LedgerCheck(connection, names, listener).run(deep);
    } catch (SQLException e) {
      throw new SqliteReadException(e);
    }
  }

  @Override
  public Backup backup(Path target) throws IOException {
    return LedgerBackup.write(file, target);
  }

  @Override
  public Compaction compact(long maxPages, long waitMillis)
      throws LedgerUnavailableException, InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    long before = SqliteFile.sizeBytes(file);
    long left = maxPages == 0 ? Long.MAX_VALUE : maxPages;
    while (left > 0 && endNanos - System.nanoTime() > 0) {
      long pages = Math.min(left, PAGES_A_STEP);
      ExpiryWrites.Step step = step(writes -> ExpiryWrites.freePages(writes, pages), 1, endNanos);
      left = step.count() == 0 ? 0 : left - step.count();
    }
    truncateLog();
    return new Compaction(before, SqliteFile.sizeBytes(file));
  }

  private void truncateLog() {
    try (Connection connection = SqliteFile.openForWriting(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new SqliteReadException(e);
    }
  }

  @Override
  public Retention retention(String tenant) {
    return readers.read(connection -> RetentionTable.read(connection, tenant));
  }

  @Override
  public Map<String, Long> alertAges() {
    return readers.read(RetentionTable::alertAges);
  }

  @Override
  public CompletableFuture<Void> setRetention(String tenant, Retention retention) {
    return writer.submit(
        writes -> {
          RetentionTable.write(writes.connection(), writes.keys().tenant(tenant), retention);
          return null;
        },
        1);
  }

  @Override
  public long countExpired(String tenant, Retention retention, long atMillis) {
    long held = tenantBytes.of(tenant);
    return readers.read(
        connection -> ExpiredGists.count(connection, tenant, retention, atMillis, held));
  }

  @Override
  public long expire() throws LedgerUnavailableException, InterruptedException {
    long now = System.currentTimeMillis();
    long deleted = 0;
    for (String tenant : readers.read(RetentionTable::tenantsWithLimits)) {
      deleted += expire(tenant, retention(tenant), now);
    }
    prune(now - options.tombstoneMillis());
    while (step(writes -> ExpiryWrites.forgetRequests(writes, now, ROWS_A_STEP)).count() > 0) {
      // Each step is a short transaction of its own, so that acks go on in between.
    }
    return deleted;
  }

  private long expire(String tenant, Retention retention, long now)
      throws LedgerUnavailableException, InterruptedException {
    long cutoff =
        readers.read(connection -> ExpiredGists.cutoffPosition(connection, retention, now));
    long deleted = 0;
    while (true) {
      long excess = ExpiredGists.excessBytes(retention, tenantBytes.of(tenant));
      if (cutoff == 0 && excess <= 0) {
        return deleted;
      }
      List<GistKey> keys =
          readers.read(
              connection ->
                  ExpiredGists.oldest(connection, names, tenant, cutoff, excess, ROWS_A_STEP));
      if (keys.isEmpty()) {
        return deleted;
      }
      deleted += step(writes -> ExpiryWrites.delete(writes, keys, now)).count();
    }
  }

  private void prune(long beforeMillis) throws LedgerUnavailableException, InterruptedException {
    while (true) {
      List<ExpiryWrites.Tombstone> tombstones =
          readers.read(
              connection -> ExpiryWrites.tombstones(connection, beforeMillis, ROWS_A_STEP));
      if (tombstones.isEmpty()) {
        return;
      }
      // Before the rows are removed: a follower that has not seen them must not pass them by.
      long through = tombstones.get(tombstones.size() - 1).position();
      prunedThrough.accumulateAndGet(through, Math::max);
      step(writes -> ExpiryWrites.prune(writes, tombstones));
    }
  }

  private ExpiryWrites.Step step(LedgerWrite<ExpiryWrites.Step> write)
      throws LedgerUnavailableException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STEP_WAIT_MILLIS);
    return step(write, ROWS_A_STEP, end);
  }

  private ExpiryWrites.Step step(LedgerWrite<ExpiryWrites.Step> write, int weight, long endNanos)
      throws LedgerUnavailableException, InterruptedException {
    CompletableFuture<ExpiryWrites.Step> future = writer.submit(write, weight);
    try {
      ExpiryWrites.Step step =
          future.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      long pause = TimeUnit.NANOSECONDS.toMillis(step.tookNanos());
      Thread.sleep(Math.min(pause, MOST_PAUSE_MILLIS));
      return step;
    } catch (TimeoutException e) {
      future.cancel(false);
      String why =
          writer.state().isRunning() ? "it has too much to write" : writer.state().reason();
      throw new LedgerUnavailableException("the ledger did not answer in time: " + why);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerUnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
