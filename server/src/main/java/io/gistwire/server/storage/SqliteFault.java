package io.gistwire.server.storage;

import java.sql.SQLException;

/** What a failed SQLite call states about the storage below it. */
public enum SqliteFault {
  /** No space: the same call works once there is some. */
  FULL,
  /** The file or its folder cannot be written. */
  READ_ONLY,
  /** A read, write or sync failed; what was synced before may be trusted, nothing since. */
  INPUT_OUTPUT,
  /** Another process holds the file. */
  BUSY,
  /** The file is damaged or no SQLite file. */
  CORRUPT,
  /** The statement itself is at fault, not the storage. */
  STATEMENT;

  private static final int PRIMARY_CODE = 0xff;

  /** Sorts a failure by SQLite's primary result code. */
  public static SqliteFault of(SQLException failure) {
    return switch (failure.getErrorCode() & PRIMARY_CODE) {
      case 13 -> FULL;
      case 8, 14 -> READ_ONLY;
      case 10 -> INPUT_OUTPUT;
      case 5, 6 -> BUSY;
      case 11, 26 -> CORRUPT;
      default -> STATEMENT;
    };
  }

  /** What an operator does about a file that does not open, after a semicolon; may be empty. */
  public String remedy() {
    return switch (this) {
      case FULL -> "; free space on the disk and start again";
      case READ_ONLY -> "; make the data folder writable for this user and start again";
      case BUSY -> "; another process holds it: end that and start again";
      case CORRUPT -> "; keep a copy of the file, then put a backup in its place";
      case INPUT_OUTPUT -> "; check the disk";
      case STATEMENT -> "";
    };
  }
}
