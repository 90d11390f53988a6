package io.gistwire.server.ledger;

/** A write that the ledger refused; nothing of it is on disk. */
public abstract sealed class LedgerException extends Exception
    permits FencedException,
        LedgerUnavailableException,
        RequestConflictException,
        SequenceGapException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
