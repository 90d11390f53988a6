package io.gistwire.server.ledger;

/** The ledger is closed or broken, or did not write in the time that the caller waits. */
public final class LedgerUnavailableException extends LedgerException {
  private static final long serialVersionUID = 1L;

  /** Why nothing was written, and what an operator does about it. */
  public LedgerUnavailableException(String message) {
    super(message);
  }

  /** The same, with the failure that caused it. */
  public LedgerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
