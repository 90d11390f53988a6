package io.gistwire.server.ledger;

/** The ledger is closed or broken: the write was not taken and waiting does not help. */
public final class LedgerUnavailableException extends LedgerException {
  private static final long serialVersionUID = 1L;

  LedgerUnavailableException(String message) {
    super(message);
  }

  LedgerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
