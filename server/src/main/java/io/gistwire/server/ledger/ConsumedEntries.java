package io.gistwire.server.ledger;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads and changes single rows of {@code entry} and their events. One thread. */
final class ConsumedEntries {
  private final Connection connection;
  private final PreparedStatement selectDigest;

  /** A live gist while it is being changed. */
  record LiveEntry(long position, int codeId, CodeFingerprint fingerprint, Gist gist) {}

  ConsumedEntries(Connection connection) throws SQLException {
    this.connection = connection;
    selectDigest =
        connection.prepareStatement(
            "SELECT log.digest FROM entry JOIN log ON log.position = entry.position"
                + " WHERE entry.epoch_id=? AND entry.sequence=?"
                + " AND entry.state<>"
                + EventCode.SKIPPED);
  }

  /**
   * Whether the sequence was consumed by other content than this. What retention has removed, or
   * the client itself gave up, is not compared.
   */
  boolean isOther(EpochRow epoch, long sequence, long digest) throws SQLException {
    selectDigest.setInt(1, epoch.id);
    selectDigest.setLong(2, sequence);
    try (ResultSet rows = selectDigest.executeQuery()) {
      return rows.next() && rows.getLong(1) != digest;
    }
  }

  /** The gist with all its layers, if it is live. */
  Optional<LiveEntry> live(EpochRow epoch, long sequence) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT entry.position, log.code_id, code.fingerprint, log.payload FROM entry"
                + " JOIN log ON log.position = entry.position"
                + " JOIN code ON code.id = log.code_id"
                + " WHERE entry.epoch_id=? AND entry.sequence=? AND entry.state="
                + EventCode.LIVE)) {
      select.setInt(1, epoch.id);
      select.setLong(2, sequence);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        Gist gist = GistPayload.parse(rows.getLong(1), rows.getBytes(4));
        Gist merged = LaterLayers.merge(connection, epoch.id, sequence, gist).gist();
        return Optional.of(
            new LiveEntry(
                rows.getLong(1), rows.getInt(2), CodeFingerprint.of(rows.getBytes(3)), merged));
      }
    }
  }

  /** Notes that the event at this position added layers. */
  void addLater(EpochRow epoch, long sequence, long position) throws SQLException {
    run("INSERT INTO later_layers VALUES (?, ?, ?)", epoch.id, sequence, position);
  }

  /** Marks a live entry as deleted and wipes its bytes, later layers included. */
  void wipe(EpochRow epoch, long sequence, long position) throws SQLException {
    run(
        "UPDATE entry SET state=" + EventCode.DELETED + " WHERE epoch_id=? AND sequence=?",
        epoch.id,
        sequence);
    run("UPDATE log SET payload=NULL WHERE position=?", position);
    run(
        "UPDATE log SET payload=NULL WHERE position IN"
            + " (SELECT position FROM later_layers WHERE epoch_id=? AND sequence=?)",
        epoch.id,
        sequence);
    run("DELETE FROM later_layers WHERE epoch_id=? AND sequence=?", epoch.id, sequence);
  }

  private void run(String sql, long... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
