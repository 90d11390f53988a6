package io.gistwire.server.ledger;

/** The ledger is closed or broken, or did not write in the time that the caller waits. */
public final class LedgerUnavailableException extends LedgerException {
  private static final long serialVersionUID = 1L;

  LedgerUnavailableException(String message) {
    super(message);
  }

  LedgerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
