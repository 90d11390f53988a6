package io.gistwire.client;

/** The stream will send nothing any more; what it did not deliver is still in the outbox. */
public final class StreamStoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean fenced;

  StreamStoppedException(boolean fenced, String message) {
    super(message);
    this.fenced = fenced;
  }

  /** Whether a newer session of the same outbox took over. */
  public boolean isFenced() {
    return fenced;
  }
}
