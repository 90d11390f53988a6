package io.gistwire.server.storage;

import io.gistwire.server.refusal.CallTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A few connections for reading. A reader borrows one for one short transaction, so that
 * checkpoints are never held up for long. Thread-safe.
 */
public final class ReadConnections implements AutoCloseable {
  /** Longest that a read waits for a connection; reads take milliseconds. */
  private static final long WAIT_MILLIS = 10_000;

  /** Reads in one transaction. */
  @FunctionalInterface
  public interface Read<T> {
    /** Reads; result sets and statements are closed by the end. */
    T run(Connection connection) throws SQLException;
  }

  private final BlockingQueue<Connection> idle;
  private final int count;
  private final long waitMillis;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** So many connections to a file. */
  public ReadConnections(Path file, int count) throws SQLException {
    this(file, count, WAIT_MILLIS);
  }

  ReadConnections(Path file, int count, long waitMillis) throws SQLException {
    this.count = count;
    this.waitMillis = waitMillis;
    idle = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      idle.add(SqliteFile.openForReading(file));
    }
  }

  /**
   * Runs the read on a connection of its own; all statements in it see the same state.
   *
   * @throws SqliteReadException when the file cannot be read, or no connection became free in time
   */
  public <T> T read(Read<T> read) {
    Connection connection = borrow();
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        return read.run(connection);
      } finally {
        statement.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw new SqliteReadException(e);
    } finally {
      idle.add(connection);
    }
  }

  private Connection borrow() {
    if (isClosed.get()) {
      throw new SqliteReadException("the file is closed: the server is ending");
    }
    return take();
  }

  private Connection take() {
    try {
      // Within the time of the call that reads, where there is one.
      long most = CallTime.leftMillis(waitMillis);
      Connection connection = idle.poll(most, TimeUnit.MILLISECONDS);
      if (connection == null) {
        throw new SqliteReadException(
            "none of the "
                + count
                + " reading connections became free within "
                + most
                + " ms; try again, or raise gistwire.ledger.readers");
      }
      return connection;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqliteReadException("interrupted while waiting for a reading connection");
    }
  }

  /** Waits for reads that are under way; a second call does nothing. */
  @Override
  public void close() {
    int left = isClosed.compareAndSet(false, true) ? count : 0;
    for (int i = 0; i < left; i++) {
      try {
        take().close();
      } catch (SQLException | SqliteReadException e) {
        System.getLogger(ReadConnections.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a reader failed", e);
      }
    }
  }
}
