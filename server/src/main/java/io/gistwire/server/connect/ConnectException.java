package io.gistwire.server.connect;

/** Ends one request with an error of the Connect protocol. */
final class ConnectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ConnectError error;

  ConnectException(ConnectCode code, String message) {
    super(message, null, false, false);
    this.error = new ConnectError(code, message);
  }

  ConnectError error() {
    return error;
  }
}
