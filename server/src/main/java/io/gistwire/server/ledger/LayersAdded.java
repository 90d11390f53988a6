package io.gistwire.server.ledger;

import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.ErrorReason;

/**
 * What became of later layers, on disk.
 *
 * @param reason {@code ERROR_REASON_UNSPECIFIED} unless refused
 * @param message empty unless refused
 */
public record LayersAdded(AnswerOutcome outcome, ErrorReason reason, String message) {
  /** The layers are on disk. */
  public static final LayersAdded STORED =
      new LayersAdded(
          AnswerOutcome.ANSWER_OUTCOME_STORED, ErrorReason.ERROR_REASON_UNSPECIFIED, "");

  /** The gist had them already. */
  public static final LayersAdded HELD =
      new LayersAdded(AnswerOutcome.ANSWER_OUTCOME_HELD, ErrorReason.ERROR_REASON_UNSPECIFIED, "");

  /** Nothing was written, for this reason. */
  public static LayersAdded refused(ErrorReason reason, String message) {
    return new LayersAdded(AnswerOutcome.ANSWER_OUTCOME_REFUSED, reason, message);
  }
}
