package io.gistwire.server.ledger;

/** The request id was used before with other content. */
public final class RequestConflictException extends LedgerException {
  private static final long serialVersionUID = 1L;

  /** The request whose id was used before. */
  public RequestConflictException(String requestId) {
    super(
        "request_id '"
            + requestId
            + "' was used before with other content; choose a new one for a new gist");
  }
}
