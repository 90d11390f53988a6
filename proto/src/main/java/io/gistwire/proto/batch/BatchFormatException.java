package io.gistwire.proto.batch;

import io.gistwire.proto.v1.ErrorReason;

/** A batch contradicts itself or its limits, so that no gist can be read from it. */
public final class BatchFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Kept apart from the message, so that a status can be made of it. */
  private final ErrorReason reason;

  private BatchFormatException(ErrorReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static BatchFormatException malformed(String message) {
    return new BatchFormatException(ErrorReason.ERROR_REASON_BATCH_MALFORMED, message);
  }

  static BatchFormatException tooLarge(String message) {
    return new BatchFormatException(ErrorReason.ERROR_REASON_BATCH_TOO_LARGE, message);
  }

  /** {@code BATCH_MALFORMED} or {@code BATCH_TOO_LARGE}. */
  public ErrorReason reason() {
    return reason;
  }
}
