package io.gistwire.server.ledger;

import io.gistwire.server.storage.SqliteFault;
import java.sql.SQLException;

/** What an operator does about a ledger that does not open. */
final class LedgerAdvice {
  private LedgerAdvice() {}

  static String of(SQLException failure) {
    return switch (SqliteFault.of(failure)) {
      case FULL -> "; make room on the disk and start again";
      case READ_ONLY -> "; make the data folder writable for this user and start again";
      case BUSY -> "; another process holds it: end that and start again";
      case CORRUPT -> "; keep a copy of the file, then put a backup in its place";
      case INPUT_OUTPUT -> "; check the disk";
      case STATEMENT -> "";
    };
  }
}
