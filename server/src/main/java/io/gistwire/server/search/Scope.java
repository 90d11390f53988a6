package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.calls.Call;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.refusal.Refusal;

/** The pack index of a call, caught up with the ledger: whatever was acked before is seen. */
final class Scope {
  private static final long RETRY_MILLIS = 1000;

  private final PackIndex packIndex;
  private final long position;

  private Scope(PackIndex packIndex, long position) {
    this.packIndex = packIndex;
    this.position = position;
  }

  /** Waits until the index has all that is durable now. */
  static Scope open(
      PackIndexes indexes, ByteString fingerprint, Ledger ledger, SearchLimits limits, Call call)
      throws InterruptedException {
    PackIndex packIndex = indexes.require(fingerprint);
    long last = ledger.log().lastPosition();
    long millis = Math.max(1, Math.min(limits.awaitMillis(), call.remainingMillis()));
    if (!packIndex.index().awaitPosition(last, millis)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_SERVER_BUSY,
              "the index is at position "
                  + packIndex.index().position()
                  + " of "
                  + last
                  + "; try again when it has caught up")
          .retryAfter(RETRY_MILLIS);
    }
    return new Scope(packIndex, last);
  }

  PackIndex packIndex() {
    return packIndex;
  }

  /** Everything up to here is seen. */
  long position() {
    return position;
  }
}
