package io.gistwire.client.outbox;

import java.util.Arrays;

/** The one rule about bytes that may have been sent. */
final class FrozenCheck {
  private FrozenCheck() {}

  static void check(OutboxRecord.Entry old, Frozen frozen) throws OutboxException {
    if (old.frozen() && !Arrays.equals(old.bytes(), frozen.bytes())) {
      throw new OutboxException(
          "gist "
              + old.sequence()
              + " is frozen with "
              + old.bytes().length
              + " bytes that may have been sent; other bytes cannot take their place");
    }
  }
}
