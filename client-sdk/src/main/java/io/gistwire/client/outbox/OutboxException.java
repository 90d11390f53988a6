package io.gistwire.client.outbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The outbox could not do what was asked; nothing of the failed call was kept. */
public class OutboxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what to do. */
  public OutboxException(String message) {
    super(message);
  }

  /** As above, with what the storage said. */
  public OutboxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
