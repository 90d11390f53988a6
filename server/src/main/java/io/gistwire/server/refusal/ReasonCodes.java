package io.gistwire.server.refusal;

import io.grpc.Status;
import io.gistwire.proto.v1.ErrorReason;

/** Which status goes with which reason, as PROTOCOL.md's table of errors says. */
final class ReasonCodes {
  private ReasonCodes() {}

  static Status.Code of(ErrorReason reason) {
    return switch (reason) {
      case ERROR_REASON_OPEN_EXPECTED,
              ERROR_REASON_FINGERPRINT_UNKNOWN,
              ERROR_REASON_MODEL_MISSING,
              ERROR_REASON_TASK_RUNNING ->
          Status.Code.FAILED_PRECONDITION;
      case ERROR_REASON_SOURCE_INVALID,
              ERROR_REASON_BATCH_TOO_LARGE,
              ERROR_REASON_BATCH_MALFORMED,
              ERROR_REASON_SKIP_MALFORMED,
              ERROR_REASON_LAYER_MALFORMED,
              ERROR_REASON_GIST_TOO_LARGE,
              ERROR_REASON_CAPTURE_TIME_INVALID,
              ERROR_REASON_FIELD_INVALID,
              ERROR_REASON_PAGE_TOKEN_INVALID,
              ERROR_REASON_PHOTO_UNREADABLE,
              ERROR_REASON_LABEL_UNKNOWN ->
          Status.Code.INVALID_ARGUMENT;
      case ERROR_REASON_SOURCE_FORBIDDEN, ERROR_REASON_PERMISSION_MISSING ->
          Status.Code.PERMISSION_DENIED;
      case ERROR_REASON_TOKEN_INVALID -> Status.Code.UNAUTHENTICATED;
      case ERROR_REASON_SESSION_FENCED, ERROR_REASON_ETAG_MISMATCH -> Status.Code.ABORTED;
      case ERROR_REASON_CREDIT_OVERRUN,
              ERROR_REASON_QUOTA_EXCEEDED,
              ERROR_REASON_SERVER_BUSY ->
          Status.Code.RESOURCE_EXHAUSTED;
      case ERROR_REASON_SEQUENCE_CONFLICT,
              ERROR_REASON_REQUEST_ID_CONFLICT,
              ERROR_REASON_LAYER_CONFLICT ->
          Status.Code.ALREADY_EXISTS;
      case ERROR_REASON_NOT_FOUND, ERROR_REASON_GIST_DELETED -> Status.Code.NOT_FOUND;
      case ERROR_REASON_HEARTBEAT_MISSED -> Status.Code.DEADLINE_EXCEEDED;
      case ERROR_REASON_SESSION_EXPIRED,
              ERROR_REASON_DRAINING,
              ERROR_REASON_LEDGER_UNAVAILABLE ->
          Status.Code.UNAVAILABLE;
      case ERROR_REASON_NOT_SERVED -> Status.Code.UNIMPLEMENTED;
      case ERROR_REASON_POSITION_EXPIRED -> Status.Code.OUT_OF_RANGE;
      default -> Status.Code.INTERNAL;
    };
  }
}
