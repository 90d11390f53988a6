package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxCorruptException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxFullException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** States what SQLite's error codes mean for an outbox and what to do. */
final class SqliteErrors {
  private SqliteErrors() {}

  static OutboxException onOpen(Path file, SQLException e) {
    if (isCorrupt(e)) {
      return new OutboxCorruptException(
          "outbox "
              + file
              + " is damaged or no outbox ("
              + e.getMessage()
              + "); move it away to start a new epoch, and keep it: what was not acknowledged is"
              + " only there",
          e);
    }
    return new OutboxException("outbox " + file + " cannot be opened: " + e.getMessage(), e);
  }

  static OutboxException during(String what, SQLException e) {
    if (primary(e) == SQLiteErrorCode.SQLITE_FULL.code) {
      return new OutboxFullException(
          "the disk is full, the outbox could not " + what + "; free some space and send again", e);
    }
    if (isCorrupt(e)) {
      return new OutboxCorruptException(
          "the outbox was damaged while in use (" + e.getMessage() + "); check the disk", e);
    }
    return new OutboxException("the outbox could not " + what + ": " + e.getMessage(), e);
  }

  /**
   * Whether an error states something about space or rights only, not about what is in the file.
   */
  static boolean leavesFileSound(SQLException e) {
    int code = primary(e);
    return code == SQLiteErrorCode.SQLITE_FULL.code
        || code == SQLiteErrorCode.SQLITE_READONLY.code
        || code == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  private static boolean isCorrupt(SQLException e) {
    int code = primary(e);
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** The low byte: extended codes (SQLITE_CORRUPT_INDEX, ...) carry detail above it. */
  private static int primary(SQLException e) {
    return e instanceof SQLiteException s ? s.getResultCode().code & 0xff : -1;
  }
}
