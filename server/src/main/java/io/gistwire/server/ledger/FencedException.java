package io.gistwire.server.ledger;

/** A newer stream has taken the epoch over. */
public final class FencedException extends LedgerException {
  private static final long serialVersionUID = 1L;

  /** The epoch that was taken over. */
  public FencedException(EpochKey epoch) {
    super(
        "a newer session of epoch "
            + epoch.toHex()
            + " of "
            + epoch.source().toName()
            + " took over");
  }
}
