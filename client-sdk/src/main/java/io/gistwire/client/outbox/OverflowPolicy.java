package io.gistwire.client.outbox;

/** What happens when a gist finds the outbox at its limits. */
public enum OverflowPolicy {
  /** The new gist's {@code stored} stage fails with {@link OutboxFullException}. */
  REFUSE,
  /** The oldest gists that were not sent yet give way. */
  DROP_OLDEST,
  /**
   * Of the gists that were not sent yet, those whose meaning is nearest to that of a neighbour kept
   * give way.
   */
  THIN_BY_MEANING
}
