package io.gistwire.server.ledger;

/** Sequences before the first submission are missing. */
public final class SequenceGapException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final long expectedSequence;

  /**
   * Refuses a submission.
   *
   * @param seen its first sequence
   * @param expectedSequence the one that must come first
   */
  public SequenceGapException(long seen, long expectedSequence) {
    super("sequence " + seen + " was sent, " + expectedSequence + " is expected");
    this.expectedSequence = expectedSequence;
  }

  /** The sequence that comes next. */
  public long expectedSequence() {
    return expectedSequence;
  }
}
