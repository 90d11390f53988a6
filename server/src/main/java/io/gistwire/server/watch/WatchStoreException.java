package io.gistwire.server.watch;

/** The file of the watches cannot be read or written now. */
final class WatchStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WatchStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
