package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.Frozen;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.client.outbox.SkipReason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An outbox in one SQLite file: WAL, {@code synchronous=FULL}, one commit (and one sync of the WAL)
 * for all gists of a call. A lock file beside it keeps other processes out. Thread-safe.
 *
 * <p>The file opens with any SQLite tool once the process has ended.
 */
public final class SqliteOutboxStore implements OutboxStore {
  /** So many sequences may be acknowledged before their rows are deleted by a commit of its own. */
  private static final int LAZY_TRIM = 8_192;

  private final Path file;
  private final FileLockGuard lock;
  private final long epoch;
  private OutboxTables tables;
  private SideTables side;
  private PhotoTable photoTable;
  private final int maxPhotos;
  private int photos;

  /** What {@code photos} is when the transaction under way is committed. */
  private int changedPhotos;

  /** What failed; the connection is given up and made anew before the next call. */
  private @Nullable SQLException failure;

  private OutboxStats stats;
  private long trimmedInFile;
  private boolean closed;

  private SqliteOutboxStore(Path file, FileLockGuard lock, Connection connection, int maxPhotos)
      throws SQLException {
    this.file = file;
    this.lock = lock;
    this.tables = new OutboxTables(connection);
    this.side = new SideTables(connection);
    this.maxPhotos = maxPhotos;
    this.photoTable = new PhotoTable(connection, maxPhotos);
    this.photos = photoTable.count();
    this.epoch = tables.epoch();
    this.stats = tables.count();
    this.trimmedInFile = stats.trimmedThrough();
  }

  /**
   * Opens an outbox, or makes one with a new epoch.
   *
   * @param file the database; its folder must exist
   * @throws io.gistwire.client.outbox.OutboxLockedException when it is open elsewhere
   * @throws io.gistwire.client.outbox.OutboxCorruptException when the file is damaged or no outbox
   */
  public static SqliteOutboxStore open(Path file) throws OutboxException {
    return open(file, MAX_PHOTOS);
  }

  static SqliteOutboxStore open(Path file, int maxPhotos) throws OutboxException {
    FileLockGuard lock = FileLockGuard.take(file);
    Connection connection = null;
    try {
      connection = OutboxFile.open(file);
      return new SqliteOutboxStore(file, lock, connection, maxPhotos);
    } catch (SQLException e) {
      release(connection, lock);
      throw SqliteErrors.onOpen(file, e);
    } catch (OutboxException | RuntimeException e) {
      release(connection, lock);
      throw e;
    }
  }

  private static void release(@Nullable Connection connection, FileLockGuard lock) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // The failure that led here is reported.
    } finally {
      lock.release();
    }
  }

  /** Runs a PRAGMA on the open file: how tests bring a disk to its limits. */
  synchronized void pragma(String text) throws SQLException, OutboxException {
    checkOpen();
    tables.pragma(text);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public synchronized OutboxStats stats() {
    return stats;
  }

  @Override
  public synchronized long append(List<Draft> drafts) throws OutboxException {
    long first = stats.lastSequence() + 1;
    change(
        "append",
        () -> {
          long added = tables.insert(first, drafts);
          tables.setLastSequence(first + drafts.size() - 1);
          changedPhotos = photoTable.add(first, drafts, photos);
          return changed(drafts.size(), added, first + drafts.size() - 1, 0, 0);
        });
    return first;
  }

  @Override
  public synchronized boolean hasStored(PhotoDigest photo) throws OutboxException {
    return ask("look for a photo", () -> photoTable.contains(photo));
  }

  @Override
  public synchronized void freeze(List<Frozen> frozen) throws OutboxException {
    change(
        "freeze",
        () -> {
          long added = 0;
          long later = 0;
          for (Frozen f : frozen) {
            added += tables.freeze(f);
            later += side.addLater(f);
          }
          return changed(0, added, stats.lastSequence(), later, 0);
        });
  }

  @Override
  public synchronized List<OutboxRecord> read(long fromSequence, int maxRecords, long maxBytes)
      throws OutboxException {
    long from = Math.max(fromSequence, stats.trimmedThrough() + 1);
    return ask("read", () -> tables.read(from, maxRecords, maxBytes));
  }

  @Override
  public synchronized void drop(Collection<Long> sequences, SkipReason reason)
      throws OutboxException {
    change(
        "drop",
        () -> {
          int entries = 0;
          long bytes = 0;
          for (long sequence : sequences) {
            long size = sequence <= stats.trimmedThrough() ? -1 : tables.delete(sequence);
            if (size >= 0) {
              entries++;
              bytes += size;
              tables.addSkip(sequence, reason);
              changedPhotos -= photoTable.delete(sequence);
            }
          }
          return changed(-entries, -bytes, stats.lastSequence(), 0, 0);
        });
  }

  @Override
  public synchronized void trim(long throughSequence) throws OutboxException {
    long through = Math.min(throughSequence, stats.lastSequence());
    if (through <= stats.trimmedThrough()) {
      return;
    }
    OutboxTables.Removed removed =
        ask("trim", () -> tables.sizeBetween(stats.trimmedThrough(), through));
    stats =
        new OutboxStats(
            stats.entries() - removed.entries(),
            stats.bytes() - removed.bytes(),
            stats.lastSequence(),
            through,
            stats.laterBytes(),
            stats.deadLetters());
    if (through - trimmedInFile >= LAZY_TRIM) {
      change("trim", () -> stats);
    }
  }

  @Override
  public synchronized void reject(long sequence, String status, String reason, long atMillis)
      throws OutboxException {
    change(
        "reject",
        () -> {
          int added =
              side.addDeadLetter(sequence, stats.trimmedThrough(), status, reason, atMillis);
          changedPhotos -= photoTable.delete(sequence);
          return changed(0, 0, stats.lastSequence(), 0, added);
        });
  }

  @Override
  public synchronized List<DeadLetter> deadLetters(int limit) throws OutboxException {
    return ask("deadLetters", () -> side.deadLetters(limit));
  }

  @Override
  public synchronized void forgetDeadLetter(long sequence) throws OutboxException {
    change(
        "forgetDeadLetter",
        () -> changed(0, 0, stats.lastSequence(), 0, -side.deleteDeadLetter(sequence)));
  }

  @Override
  public synchronized Optional<byte[]> later(long sequence) throws OutboxException {
    return ask("later", () -> side.later(sequence));
  }

  @Override
  public synchronized void forgetLater(long sequence) throws OutboxException {
    change(
        "forgetLater", () -> changed(0, 0, stats.lastSequence(), -side.deleteLater(sequence), 0));
  }

  @Override
  public synchronized void boundLater(long maxBytes) throws OutboxException {
    if (stats.laterBytes() > maxBytes) {
      change(
          "boundLater",
          () -> {
            long removed = side.deleteOldestLater(stats.laterBytes() - maxBytes);
            return changed(0, 0, stats.lastSequence(), -removed, 0);
          });
    }
  }

  @Override
  public synchronized void close() throws OutboxException {
    if (closed) {
      return;
    }
    try {
      change("close", () -> stats);
    } finally {
      closed = true;
      tables.closeQuietly();
      lock.release();
    }
  }

  private OutboxStats changed(int entries, long bytes, long last, long later, int letters) {
    return new OutboxStats(
        stats.entries() + entries,
        stats.bytes() + bytes,
        last,
        stats.trimmedThrough(),
        stats.laterBytes() + later,
        stats.deadLetters() + letters);
  }

  /** Runs one transaction; pending trims ride along, so that they cost no sync of their own. */
  private void change(String what, SqlCall<OutboxStats> call) throws OutboxException {
    checkOpen();
    changedPhotos = photos;
    try {
      OutboxStats after = call.run();
      if (stats.trimmedThrough() > trimmedInFile) {
        tables.trim(stats.trimmedThrough());
      }
      tables.commit();
      trimmedInFile = stats.trimmedThrough();
      stats = after;
      photos = changedPhotos;
    } catch (SQLException e) {
      failure = e;
      tables.rollbackQuietly();
      throw SqliteErrors.during(what, e);
    } catch (OutboxException | RuntimeException e) {
      tables.rollbackQuietly();
      throw e;
    }
  }

  private <T> T ask(String what, SqlCall<T> call) throws OutboxException {
    checkOpen();
    try {
      T answer = call.run();
      tables.commit(); // ends the read, so that the WAL can be checkpointed
      return answer;
    } catch (SQLException e) {
      failure = e;
      throw SqliteErrors.during(what, e);
    }
  }

  private void checkOpen() throws OutboxException {
    if (closed) {
      throw new OutboxException("the outbox is closed");
    }
    SQLException why = failure;
    if (why != null) {
      reconnect(why);
    }
  }

  /**
   * After a failure SQLite may have ended the transaction and statements by itself, or not: only a
   * new connection is known to stand at the last commit, which is what the counts here say too.
   */
  private void reconnect(SQLException why) throws OutboxException {
    tables.closeQuietly();
    try {
      Connection connection = OutboxFile.reopen(file, !SqliteErrors.leavesFileSound(why));
      tables = new OutboxTables(connection);
      side = new SideTables(connection);
      photoTable = new PhotoTable(connection, maxPhotos);
      failure = null;
    } catch (SQLException e) {
      throw SqliteErrors.onOpen(file, e);
    }
  }

  /** Work on the tables. */
  private interface SqlCall<T> {
    T run() throws SQLException, OutboxException;
  }
}
