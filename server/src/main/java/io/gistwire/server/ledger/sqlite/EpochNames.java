package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.SourceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** From the row numbers of epochs back to their keys, which never change. Thread-safe. */
final class EpochNames {
  private static final int MAX_REMEMBERED = 100_000;

  private final Map<Integer, EpochKey> known = new ConcurrentHashMap<>();

  EpochKey get(Connection connection, int epochId) throws SQLException {
    EpochKey key = known.get(epochId);
    if (key == null) {
      key = select(connection, epochId);
      if (known.size() >= MAX_REMEMBERED) {
        known.clear();
      }
      known.put(epochId, key);
    }
    return key;
  }

  private static EpochKey select(Connection connection, int epochId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT tenant.name, source.name, epoch.epoch FROM epoch"
                + " JOIN source ON source.id = epoch.source_id"
                + " JOIN tenant ON tenant.id = source.tenant_id WHERE epoch.id=?")) {
      select.setInt(1, epochId);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("epoch row " + epochId + " is missing", null, 11);
        }
        return new EpochKey(new SourceKey(rows.getString(1), rows.getString(2)), rows.getLong(3));
      }
    }
  }
}
