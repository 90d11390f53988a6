package io.gistwire.server.ledger;

import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Upkeep of the SQLite ledger while it serves: long work is cut into short writes. Thread-safe. */
final class SqliteUpkeep implements LedgerUpkeep {
  private static final int PAGES_A_STEP = 1000;
  private static final int GISTS_A_STEP = 500;

  private final Path file;
  private final LedgerOptions options;
  private final GroupCommit writer;
  private final ReadConnections readers;
  private final EpochNames names;

  SqliteUpkeep(
      Path file,
      LedgerOptions options,
      GroupCommit writer,
      ReadConnections readers,
      EpochNames names) {
    this.file = file;
    this.options = options;
    this.writer = writer;
    this.readers = readers;
    this.names = names;
  }

  @Override
  public long check(boolean deep, Consumer<Finding> listener) {
    return readers.read(connection -> new LedgerCheck(connection, names, listener).run(deep));
  }

  @Override
  public Backup backup(Path target) throws IOException {
    return LedgerBackup.write(file, target);
  }

  @Override
  public Compaction compact(long maxPages) {
    long before = LedgerFiles.sizeBytes(file);
    long left = maxPages == 0 ? Long.MAX_VALUE : maxPages;
    while (left > 0) {
      long step = Math.min(left, PAGES_A_STEP);
      long freed = await(writer.submit(writes -> ExpiryWrites.freePages(writes, step), 1));
      left = freed == 0 ? 0 : left - freed;
    }
    truncateLog();
    return new Compaction(before, LedgerFiles.sizeBytes(file));
  }

  private void truncateLog() {
    try (Connection connection = SqliteFile.openForWriting(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new LedgerReadException(e);
    }
  }

  @Override
  public Retention retention(String tenant) {
    return readers.read(connection -> RetentionTable.read(connection, tenant));
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
  public long countExpired(String tenant, Retention retention) {
    long now = System.currentTimeMillis();
    return readers.read(connection -> ExpiredGists.count(connection, tenant, retention, now));
  }

  @Override
  public long expire() {
    long now = System.currentTimeMillis();
    long deleted = 0;
    for (String tenant : readers.read(RetentionTable::tenantsWithLimits)) {
      deleted += expire(tenant, retention(tenant), now);
    }
    while (await(writer.submit(writes -> prune(writes, now), 1)) == GISTS_A_STEP) {
      // Each step is a short transaction of its own, so that acks go on in between.
    }
    return deleted;
  }

  private long prune(LedgerWrites writes, long now) throws SQLException {
    return ExpiryWrites.prune(writes, now, options.tombstoneMillis(), GISTS_A_STEP);
  }

  private long expire(String tenant, Retention retention, long now) {
    long deleted = 0;
    while (true) {
      List<GistKey> keys =
          readers.read(
              connection ->
                  ExpiredGists.oldest(connection, names, tenant, retention, now, GISTS_A_STEP));
      if (keys.isEmpty()) {
        return deleted;
      }
      deleted +=
          await(writer.submit(writes -> ExpiryWrites.delete(writes, keys, now), keys.size()));
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
