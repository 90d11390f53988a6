package io.gistwire.server.connect;

import io.grpc.Status;
import java.util.Locale;

/**
 * The error codes of the Connect protocol with their HTTP statuses (connectrpc.com/docs/protocol,
 * "Error Codes"). The names are those of gRPC, in lower case.
 */
enum ConnectCode {
  CANCELED(499),
  UNKNOWN(500),
  INVALID_ARGUMENT(400),
  DEADLINE_EXCEEDED(504),
  NOT_FOUND(404),
  ALREADY_EXISTS(409),
  PERMISSION_DENIED(403),
  RESOURCE_EXHAUSTED(429),
  FAILED_PRECONDITION(400),
  ABORTED(409),
  OUT_OF_RANGE(400),
  UNIMPLEMENTED(501),
  INTERNAL(500),
  UNAVAILABLE(503),
  DATA_LOSS(500),
  UNAUTHENTICATED(401);

  private final int httpStatus;

  ConnectCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The code of a gRPC status that is not OK. */
  static ConnectCode of(Status.Code code) {
    return code == Status.Code.CANCELLED ? CANCELED : valueOf(code.name());
  }

  /** The name on the wire, such as {@code invalid_argument}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a unary response that carries this error. */
  int httpStatus() {
    return httpStatus;
  }
}
