package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.calls.Call;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.spaces.Space;
import io.gistwire.server.spaces.Spaces;

/** The space of a call, caught up with the ledger: whatever was acked before is seen. */
final class Scope {
  private static final long RETRY_MILLIS = 1000;

  private final Space space;
  private final long position;

  private Scope(Space space, long position) {
    this.space = space;
    this.position = position;
  }

  /** Waits until the index has all that is durable now. */
  static Scope open(
      Spaces spaces, ByteString fingerprint, Ledger ledger, SearchLimits limits, Call call)
      throws InterruptedException {
    Space space = spaces.require(fingerprint);
    long last = ledger.log().lastPosition();
    long millis = Math.max(1, Math.min(limits.awaitMillis(), call.remainingMillis()));
    if (!space.index().awaitPosition(last, millis)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_SERVER_BUSY,
              "the index is at position "
                  + space.index().position()
                  + " of "
                  + last
                  + "; try again when it has caught up")
          .retryAfter(RETRY_MILLIS);
    }
    return new Scope(space, last);
  }

  Space space() {
    return space;
  }

  /** Everything up to here is seen. */
  long position() {
    return position;
  }
}
