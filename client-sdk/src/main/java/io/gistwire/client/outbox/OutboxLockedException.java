package io.gistwire.client.outbox;

/** Another process, or another store of this one, has the outbox open. */
public final class OutboxLockedException extends OutboxException {
  private static final long serialVersionUID = 1L;

  /** The message names the file and what to do. */
  public OutboxLockedException(String message) {
    super(message);
  }
}
