package io.gistwire.server.ledger;

import io.gistwire.server.storage.SqliteFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few connections for reading. A reader borrows one for one short transaction, so that
 * checkpoints are never held up for long. Thread-safe.
 */
final class ReadConnections implements AutoCloseable {
  /** Reads in one transaction. */
  @FunctionalInterface
  interface Read<T> {
    T run(Connection connection) throws SQLException;
  }

  private final BlockingQueue<Connection> idle;
  private final int count;

  ReadConnections(Path file, int count) throws SQLException {
    this.count = count;
    idle = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      idle.add(SqliteFile.openForReading(file));
    }
  }

  /**
   * Runs the read on a connection of its own; all statements in it see the same state.
   *
   * @throws LedgerReadException when the file cannot be read
   */
  <T> T read(Read<T> read) {
    Connection connection = borrow();
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        return read.run(connection);
      } finally {
        statement.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw new LedgerReadException(e);
    } finally {
      idle.add(connection);
    }
  }

  private Connection borrow() {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the ledger", e);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < count; i++) {
      try {
        borrow().close();
      } catch (SQLException e) {
        System.getLogger(ReadConnections.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a reader failed", e);
      }
    }
  }
}
