package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.Submission;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads rows of the log as events. Thread-safe. */
final class EventReader {
  private final EpochNames names;

  EventReader(EpochNames names) {
    this.names = names;
  }

  /** Events after a position up to another one, at most {@code limit} rows. */
  LedgerLog.Slice readAfter(Connection connection, long position, long last, int limit)
      throws SQLException {
    List<LedgerEvent> events = new ArrayList<>();
    long through = position;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT log.position, event, epoch_id, sequence, last_sequence, received_millis,"
                + " reason, payload, code.fingerprint FROM log"
                + " LEFT JOIN code ON code.id = log.code_id"
                + " WHERE log.position>? AND log.position<=? ORDER BY log.position LIMIT ?")) {
      select.setLong(1, position);
      select.setLong(2, last);
      select.setInt(3, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          through = rows.getLong(1);
          LedgerEvent event = event(connection, rows);
          if (event != null) {
            events.add(event);
          }
        }
      }
    }
    return new LedgerLog.Slice(events, through);
  }

  /** See {@link LedgerLog#mark}. What deletion wipes has no part in it. */
  OptionalLong mark(Connection connection, long position) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT event, epoch_id, sequence, received_millis, digest FROM log"
                + " WHERE position=?")) {
      select.setLong(1, position);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return OptionalLong.empty();
        }
        GistKey key = new GistKey(names.get(connection, rows.getInt(2)), rows.getLong(3));
        String name = key.epoch().source().tenant() + "/" + key.toName();
        String event = rows.getInt(1) + "/" + rows.getLong(4) + "/" + rows.getLong(5);
        byte[] bytes = (position + "/" + name + "/" + event).getBytes(StandardCharsets.UTF_8);
        return OptionalLong.of(Submission.sha256(bytes));
      }
    }
  }

  /** The event of the current row; null when its bytes were wiped. */
  private LedgerEvent event(Connection connection, ResultSet row) throws SQLException {
    long position = row.getLong(1);
    EpochKey epoch = names.get(connection, row.getInt(3));
    GistKey key = new GistKey(epoch, row.getLong(4));
    long received = row.getLong(6);
    byte[] payload = row.getBytes(8);
    switch (row.getInt(2)) {
      case EventCode.PUT:
        return payload == null
            ? null
            : new LedgerEvent.Put(
                position, key, received, fingerprint(row), GistPayload.parse(position, payload));
      case EventCode.LAYERS:
        return payload == null
            ? null
            : new LedgerEvent.Layers(
                position,
                key,
                received,
                fingerprint(row),
                GistPayload.parse(position, payload).getLayersList());
      case EventCode.DELETE:
        return new LedgerEvent.Delete(position, key, received);
      case EventCode.SKIP:
        SkipReason skipped = SkipReason.forNumber(row.getInt(7));
        return new LedgerEvent.Skip(
            position, epoch, key.sequence(), row.getLong(5), received, skipped);
      case EventCode.REJECT:
        ErrorReason rejected = ErrorReason.forNumber(row.getInt(7));
        String message = new String(payload, StandardCharsets.UTF_8);
        return new LedgerEvent.Reject(position, key, received, rejected, message);
      default:
        throw new SQLException(
            "position " + position + " has an event of unknown kind " + row.getInt(2), null, 11);
    }
  }

  private static CodeFingerprint fingerprint(ResultSet row) throws SQLException {
    return CodeFingerprint.of(row.getBytes(9));
  }
}
