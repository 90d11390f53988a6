package io.gistwire.server.ledger;

import java.sql.SQLException;

/** The ledger's file could not be read: damaged, or the disk failed. */
public final class LedgerReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerReadException(SQLException cause) {
    super("the ledger cannot be read: " + cause.getMessage(), cause);
  }
}
