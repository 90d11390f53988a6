package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.storage.SqliteFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves the write-ahead log into the file, on a thread and a connection of its own: a checkpoint
 * writes and syncs the file, and within a commit every ack of its group would wait for that. While
 * writes never pause a passive checkpoint does not reach the log's end, so the writer makes one
 * itself when the log has {@link #BACKSTOP_PAGES}; little is left for it then. Thread-safe.
 */
final class Checkpointer implements AutoCloseable {
  /** Pages of the log from which on a commit makes a checkpoint: 64 MiB. */
  static final int BACKSTOP_PAGES = 16_384;

  private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final long POSITIONS = 8_192;
  private static final long MOST_MILLIS = 1_000;

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = new Thread(this::run, "ledger-checkpoint");
  private long committed;
  private boolean closed;

  private Checkpointer(Path file) {
    this.file = file;
    thread.setDaemon(true);
  }

  static Checkpointer start(Path file) {
    Checkpointer started = new Checkpointer(file);
    started.thread.start();
    return started;
  }

  /** A commit reached this position. Returns at once. */
  void committed(long position) {
    lock.lock();
    try {
      committed = position;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try (Connection connection = SqliteFile.openForWriting(file);
        Statement statement = connection.createStatement()) {
      long moved = 0;
      for (long next = awaitWork(moved); next >= 0; next = awaitWork(moved)) {
        checkpoint(statement);
        moved = next;
      }
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.WARNING, "no checkpoints beside the writer: it makes them", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A full disk, or one that fails, is for the writer to tell. */
  private static void checkpoint(Statement statement) {
    try {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "a checkpoint failed; the next one is tried", e);
    }
  }

  /** The position committed by now, once enough is above the last one; -1 when closed. */
  private long awaitWork(long moved) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
    lock.lockInterruptibly();
    try {
      while (!closed && committed - moved < POSITIONS && (nanos > 0 || committed == moved)) {
        nanos = changed.awaitNanos(nanos > 0 ? nanos : TimeUnit.DAYS.toNanos(1));
      }
      return closed ? -1 : committed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
