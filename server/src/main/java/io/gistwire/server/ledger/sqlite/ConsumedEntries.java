package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.storage.StatementCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads and changes single rows of {@code entry} and their events. One thread. */
final class ConsumedEntries {
  private static final String DIGEST =
      "SELECT log.digest FROM entry JOIN log ON log.position = entry.position"
          + " WHERE entry.epoch_id=? AND entry.sequence=? AND entry.state<>"
          + EventCode.SKIPPED;

  private static final String LIVE_GIST =
      "SELECT entry.position, log.code_id, code.fingerprint, log.payload FROM entry"
          + " JOIN log ON log.position = entry.position JOIN code ON code.id = log.code_id"
          + " WHERE entry.epoch_id=? AND entry.sequence=? AND entry.state="
          + EventCode.LIVE;

  private static final String LIVE_ROW =
      "SELECT position, layer_bytes FROM entry WHERE epoch_id=? AND sequence=? AND state="
          + EventCode.LIVE;

  private final StatementCache statements;
  private final LaterLayersReader later;

  /** A live gist while it is being changed. */
  record LiveEntry(long position, int codeId, CodeFingerprint fingerprint, Gist gist) {}

  /** Where a live gist is in the log, and the bytes of its layers. */
  record LiveRow(long position, long layerBytes) {}

  ConsumedEntries(Connection connection, StatementCache statements) throws SQLException {
    this.statements = statements;
    this.later = new LaterLayersReader(connection);
  }

  /**
   * Whether the sequence was consumed by other content than this. What retention has removed, or
   * the client itself gave up, is not compared.
   */
  boolean isOther(EpochRow epoch, long sequence, long digest) throws SQLException {
    try (ResultSet rows = query(DIGEST, epoch, sequence)) {
      return rows.next() && rows.getLong(1) != digest;
    }
  }

  /** The gist with all its layers, if it is live. */
  Optional<LiveEntry> live(EpochRow epoch, long sequence) throws SQLException {
    try (ResultSet rows = query(LIVE_GIST, epoch, sequence)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      Gist gist = GistPayload.parse(rows.getLong(1), rows.getBytes(4));
      Gist merged = later.merge(epoch.id, sequence, gist).gist();
      return Optional.of(
          new LiveEntry(
              rows.getLong(1), rows.getInt(2), CodeFingerprint.of(rows.getBytes(3)), merged));
    }
  }

  /** Where the gist is, if it is live. */
  Optional<LiveRow> liveRow(EpochRow epoch, long sequence) throws SQLException {
    try (ResultSet rows = query(LIVE_ROW, epoch, sequence)) {
      return rows.next()
          ? Optional.of(new LiveRow(rows.getLong(1), rows.getLong(2)))
          : Optional.empty();
    }
  }

  private ResultSet query(String sql, EpochRow epoch, long sequence) throws SQLException {
    PreparedStatement select = statements.get(sql);
    select.setInt(1, epoch.id);
    select.setLong(2, sequence);
    return select.executeQuery();
  }

  /** Notes that the event at this position added layers, and how many bytes there are now. */
  void addLater(EpochRow epoch, long sequence, long position, long layerBytes) throws SQLException {
    statements.update("INSERT INTO later_layers VALUES (?, ?, ?)", epoch.id, sequence, position);
    statements.update(
        "UPDATE entry SET layer_bytes=? WHERE epoch_id=? AND sequence=?",
        layerBytes,
        epoch.id,
        sequence);
  }

  /**
   * Marks a live entry as deleted, wipes its bytes and removes the events of its later layers. The
   * PUT event keeps its digest, so that a gist that is sent again is compared.
   */
  void wipe(EpochRow epoch, long sequence, long position) throws SQLException {
    statements.update(
        "UPDATE entry SET tenant_id=NULL, layer_bytes=NULL, state="
            + EventCode.DELETED
            + " WHERE epoch_id=? AND sequence=?",
        epoch.id,
        sequence);
    statements.update("UPDATE log SET payload=NULL WHERE position=?", position);
    statements.update(
        "DELETE FROM log WHERE position IN"
            + " (SELECT position FROM later_layers WHERE epoch_id=? AND sequence=?)",
        epoch.id,
        sequence);
    statements.update(
        "DELETE FROM later_layers WHERE epoch_id=? AND sequence=?", epoch.id, sequence);
  }
}
