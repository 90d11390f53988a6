package io.gistwire.client.stream;

import io.gistwire.client.session.Effect;
import io.gistwire.proto.v1.Reject;
import io.grpc.Status;

/**
 * A gist that the server refuses for good, or would.
 *
 * @param sequence its place in the epoch
 * @param status the gRPC status code's name
 * @param reason ErrorReason without its prefix; empty when there is none
 * @param message the server's sentence
 * @param unsent whether it was never sent, so that it is replaced by a skip
 */
record Rejection(long sequence, String status, String reason, String message, boolean unsent) {
  private static final String PREFIX = "ERROR_REASON_";

  static Rejection of(Reject reject) {
    String name = reject.getReason().name();
    return new Rejection(
        reject.getSequence(),
        Status.fromCodeValue(reject.getStatusCode()).getCode().name(),
        name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "",
        reject.getMessage(),
        false);
  }

  static Rejection tooLarge(Effect.Refuse effect) {
    return new Rejection(
        effect.sequence(),
        "INVALID_ARGUMENT",
        "GIST_TOO_LARGE",
        "gist has " + effect.bytes() + " bytes; the server takes at most " + effect.maxBytes(),
        true);
  }
}
