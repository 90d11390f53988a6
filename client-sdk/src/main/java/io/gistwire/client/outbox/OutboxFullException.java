package io.gistwire.client.outbox;

import org.jspecify.annotations.Nullable;

/**
 * There is no space for a gist: the outbox has reached its limits and its policy allows nothing to
 * be dropped, or the disk is full. Earlier gists are untouched.
 */
public final class OutboxFullException extends OutboxException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen, the limit and what to do. */
  public OutboxFullException(String message) {
    super(message);
  }

  /** As above, with what the storage said. */
  public OutboxFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
