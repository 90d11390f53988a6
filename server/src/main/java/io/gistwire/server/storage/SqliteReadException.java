package io.gistwire.server.storage;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;

/**
 * A read failed: the disk did not deliver, or no connection became free in time. The call may be
 * repeated.
 */
public final class SqliteReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failed read of a file. */
  public SqliteReadException(SQLException cause) {
    super("the file cannot be read: " + cause.getMessage(), cause);
  }

  SqliteReadException(String message) {
    super("the file cannot be read: " + message, new SQLTimeoutException(message));
  }
}
