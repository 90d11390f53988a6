package io.gistwire.server.ledger.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** Appends to {@code log} and {@code entry} with statements prepared once. One thread. */
final class LogTable {
  private final PreparedStatement insertLog;
  private final PreparedStatement insertEntry;
  private long lastPosition;

  LogTable(Connection connection) throws SQLException {
    insertLog =
        connection.prepareStatement(
            "INSERT INTO log (position, event, epoch_id, sequence, last_sequence,"
                + " received_millis, code_id, reason, digest, payload)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insertEntry =
        connection.prepareStatement(
            "INSERT INTO entry (epoch_id, sequence, last_sequence, source_id, position, state,"
                + " tenant_id, layer_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    lastPosition = readLastPosition(connection);
  }

  /** The highest position ever given, also when its row was deleted. */
  static long readLastPosition(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT seq FROM sqlite_sequence WHERE name='log'")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  long lastPosition() {
    return lastPosition;
  }

  /** Appends a row; null for columns that the event has no use for. Returns its position. */
  long append(
      int event,
      EpochRow epoch,
      long first,
      long last,
      long receivedMillis,
      Integer codeId,
      Integer reason,
      Long digest,
      byte[] payload)
      throws SQLException {
    long position = ++lastPosition;
    insertLog.setLong(1, position);
    insertLog.setInt(2, event);
    insertLog.setInt(3, epoch.id);
    insertLog.setLong(4, first);
    insertLog.setLong(5, last);
    insertLog.setLong(6, receivedMillis);
    insertLog.setObject(7, codeId);
    insertLog.setObject(8, reason);
    insertLog.setObject(9, digest);
    insertLog.setBytes(10, payload);
    insertLog.executeUpdate();
    return position;
  }

  /** Notes a live gist and the bytes of its layers. */
  void consumeLive(EpochRow epoch, long sequence, long position, long layerBytes)
      throws SQLException {
    insertEntry.setInt(7, epoch.source.tenantId);
    insertEntry.setLong(8, layerBytes);
    insertEntry(epoch, sequence, sequence, position, EventCode.LIVE);
  }

  /** Notes that the sequences first to last were skipped or rejected. */
  void consume(EpochRow epoch, long first, long last, long position, int state)
      throws SQLException {
    insertEntry.setNull(7, Types.INTEGER);
    insertEntry.setNull(8, Types.INTEGER);
    insertEntry(epoch, first, last, position, state);
  }

  private void insertEntry(EpochRow epoch, long first, long last, long position, int state)
      throws SQLException {
    insertEntry.setInt(1, epoch.id);
    insertEntry.setLong(2, first);
    insertEntry.setLong(3, last);
    insertEntry.setInt(4, epoch.source.id);
    insertEntry.setLong(5, position);
    insertEntry.setInt(6, state);
    insertEntry.executeUpdate();
    epoch.heldThrough = last;
  }
}
