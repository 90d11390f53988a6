package io.gistwire.server.session;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;

/** Bytes of Batch and Answer that the client may still send. */
final class CreditAccount {
  private final int maxMessageBytes;
  private long leftBytes;

  CreditAccount(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Begins the count; at least one batch. Returns what was granted. */
  long begin(long bytes) {
    leftBytes = Math.max(bytes, maxMessageBytes);
    return leftBytes;
  }

  /**
   * Takes a message's bytes.
   *
   * @throws Refusal {@code BATCH_TOO_LARGE} or {@code CREDIT_OVERRUN}
   */
  void spend(String what, int bytes) {
    if (bytes > maxMessageBytes) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_BATCH_TOO_LARGE,
              what + " has " + bytes + " bytes; at most " + maxMessageBytes + " are allowed")
          .with("limit", Integer.toString(maxMessageBytes));
    }
    if (bytes > leftBytes) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_CREDIT_OVERRUN,
              what
                  + " of "
                  + bytes
                  + " bytes were received, but the credit left is "
                  + leftBytes
                  + "; wait for Ack or Credit before sending more")
          .with("credit_bytes", Long.toString(leftBytes))
          .with("message_bytes", Integer.toString(bytes));
    }
    leftBytes -= bytes;
  }

  void giveBack(long bytes) {
    leftBytes += bytes;
  }
}
