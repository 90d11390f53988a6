package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.GistKey;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** Deletes a gist: a DELETE event, and its bytes are wiped. */
final class DeleteWrite implements LedgerWrite<OptionalLong> {
  private final GistKey key;
  private final long receivedMillis;

  DeleteWrite(GistKey key, long receivedMillis) {
    this.key = key;
    this.receivedMillis = receivedMillis;
  }

  @Override
  public OptionalLong run(LedgerWrites writes) throws SQLException {
    Optional<EpochRow> epoch = writes.keys().find(key.epoch());
    if (epoch.isEmpty()) {
      return OptionalLong.empty();
    }
    return delete(writes, epoch.get(), key.sequence(), receivedMillis);
  }

  static OptionalLong delete(
      LedgerWrites writes, EpochRow epoch, long sequence, long receivedMillis) throws SQLException {
    Optional<ConsumedEntries.LiveRow> live = writes.entries().liveRow(epoch, sequence);
    if (live.isEmpty()) {
      return OptionalLong.empty();
    }
    writes.entries().wipe(epoch, sequence, live.get().position());
    epoch.source.removeGist(live.get().layerBytes());
    writes.keys().changed(epoch.source);
    return OptionalLong.of(
        writes
            .log()
            .append(
                EventCode.DELETE,
                epoch,
                sequence,
                sequence,
                receivedMillis,
                null,
                null,
                null,
                null));
  }
}
