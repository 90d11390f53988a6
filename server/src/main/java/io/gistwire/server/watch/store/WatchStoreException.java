package io.gistwire.server.watch.store;

/** The store of the watches cannot be read or written now. */
public final class WatchStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What cannot be done, and why. */
  public WatchStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
