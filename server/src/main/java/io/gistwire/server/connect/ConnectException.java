package io.gistwire.server.connect;

import io.gistwire.server.refusal.Refusal;
import io.grpc.StatusRuntimeException;

/** Ends one request with an error of the Connect protocol. */
final class ConnectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ConnectError error;

  ConnectException(ConnectCode code, String message) {
    super(message, null, false, false);
    this.error = new ConnectError(code, message);
  }

  ConnectException(Refusal refusal) {
    super(refusal.getMessage(), null, false, false);
    StatusRuntimeException status = refusal.toStatus();
    this.error = ConnectError.of(status.getStatus(), status.getTrailers());
  }

  ConnectError error() {
    return error;
  }
}
