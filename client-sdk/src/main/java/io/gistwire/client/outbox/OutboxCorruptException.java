package io.gistwire.client.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The outbox's file is damaged or is none. Moving it away starts a new epoch; gists that were not
 * acknowledged are only in the old file then.
 */
public final class OutboxCorruptException extends OutboxException {
  private static final long serialVersionUID = 1L;

  /** The message names the file, what was found and what to do. */
  public OutboxCorruptException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
