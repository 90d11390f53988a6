package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.SourceKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source's state in a checkpoint.
 *
 * @param asOf commits through this one are in it
 * @param epochs lease and sequences held, by 16 hexadecimal digits
 */
record SourceSnapshot(
    String tenant,
    String source,
    long asOf,
    @Nullable String unaryEpoch,
    long gistCount,
    long layerBytes,
    long skippedCount,
    long lostCount,
    long rejectedCount,
    long lastReceiveMillis,
    long clockSkewMillis,
    @Nullable Map<String, LedgerFold.EpochState> epochs) {

  static SourceSnapshot of(LedgerFold.SourceState state, long asOf) {
    Map<String, LedgerFold.EpochState> epochs = new HashMap<>();
    state.epochs.forEach((number, epoch) -> epochs.put(String.format("%016x", number), epoch));
    return new SourceSnapshot(
        state.key.tenant(),
        state.key.source(),
        asOf,
        state.unaryEpoch == null ? null : String.format("%016x", state.unaryEpoch),
        state.gistCount,
        state.layerBytes,
        state.skippedCount,
        state.lostCount,
        state.rejectedCount,
        state.lastReceiveMillis,
        state.clockSkewMillis,
        epochs);
  }

  SourceKey key() {
    return new SourceKey(tenant, source);
  }

  LedgerFold.SourceState state() {
    LedgerFold.SourceState state = new LedgerFold.SourceState(key());
    if (epochs != null) {
      epochs.forEach((hex, epoch) -> state.epochs.put(Long.parseUnsignedLong(hex, 16), epoch));
    }
    state.unaryEpoch = unaryEpoch == null ? null : Long.parseUnsignedLong(unaryEpoch, 16);
    state.gistCount = gistCount;
    state.layerBytes = layerBytes;
    state.skippedCount = skippedCount;
    state.lostCount = lostCount;
    state.rejectedCount = rejectedCount;
    state.lastReceiveMillis = lastReceiveMillis;
    state.clockSkewMillis = clockSkewMillis;
    state.asOf = asOf;
    return state;
  }
}
