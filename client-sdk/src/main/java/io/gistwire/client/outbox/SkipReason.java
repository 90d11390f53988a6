package io.gistwire.client.outbox;

/** Why sequences will never come. */
public enum SkipReason {
  /** Dropped to free space, oldest first. */
  DROPPED,
  /** Dropped to free space, being the most alike to what was kept. */
  THINNED,
  /** Acknowledged once and trimmed here, but the server was restored to a state before it. */
  LOST
}
