package io.gistwire.server.ledger.sqlite;

import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.SourceKey;

/** A row of {@code source} while it is being written to. One thread. */
final class SourceRow {
  final int id;
  final int tenantId;
  final SourceKey key;
  Long unaryEpoch;
  long gistCount;
  long layerBytes;
  long skippedCount;
  long lostCount;
  long rejectedCount;
  long lastReceiveMillis;
  long clockSkewMillis;
  private long reportedBytes;

  SourceRow(int id, int tenantId, SourceKey key) {
    this.id = id;
    this.tenantId = tenantId;
    this.key = key;
  }

  void addGist(long bytes) {
    gistCount++;
    layerBytes += bytes;
  }

  void skip(long count, SkipReason reason) {
    skippedCount += count;
    if (reason == SkipReason.SKIP_REASON_LOST) {
      lostCount += count;
    }
  }

  /** How much the layer bytes have changed since the last call. */
  long takeByteChange() {
    long change = layerBytes - reportedBytes;
    reportedBytes = layerBytes;
    return change;
  }

  void removeGist(long bytes) {
    gistCount--;
    layerBytes -= bytes;
  }
}
