package io.gistwire.server.ledger;

import io.gistwire.proto.v1.Gist;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a retention no longer keeps: gists received too long ago, and the oldest ones beyond
 * the allowed layer bytes.
 */
final class ExpiredGists {
  private static final String OLDEST_FIRST =
      "SELECT entry.epoch_id, entry.sequence, log.received_millis, log.payload FROM entry"
          + " JOIN log ON log.position = entry.position"
          + " JOIN source ON source.id = entry.source_id"
          + " JOIN tenant ON tenant.id = source.tenant_id"
          + " WHERE tenant.name=? AND entry.state="
          + EventCode.LIVE
          + " ORDER BY entry.position LIMIT ?";

  private ExpiredGists() {}

  static long count(Connection connection, String tenant, Retention retention, long nowMillis)
      throws SQLException {
    return find(connection, new EpochNames(), tenant, retention, nowMillis, Integer.MAX_VALUE)
        .size();
  }

  /** The oldest expired gists, at most {@code limit}. */
  static List<GistKey> oldest(
      Connection connection,
      EpochNames names,
      String tenant,
      Retention retention,
      long nowMillis,
      int limit)
      throws SQLException {
    return find(connection, names, tenant, retention, nowMillis, limit);
  }

  private static List<GistKey> find(
      Connection connection,
      EpochNames names,
      String tenant,
      Retention retention,
      long nowMillis,
      int limit)
      throws SQLException {
    long cutoffMillis =
        retention.maxAgeMillis().isPresent()
            ? nowMillis - retention.maxAgeMillis().getAsLong()
            : Long.MIN_VALUE;
    long excessBytes =
        retention.maxLayerBytes().isPresent()
            ? SourceReader.stats(connection, Optional.of(tenant), 0).layerBytes()
                - retention.maxLayerBytes().getAsLong()
            : 0;
    List<GistKey> keys = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(OLDEST_FIRST)) {
      select.setString(1, tenant);
      select.setInt(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && (rows.getLong(3) < cutoffMillis || excessBytes > 0)) {
          EpochKey epoch = names.get(connection, rows.getInt(1));
          keys.add(new GistKey(epoch, rows.getLong(2)));
          excessBytes -= bytesOf(connection, rows);
        }
      }
    }
    return keys;
  }

  private static int bytesOf(Connection connection, ResultSet row) throws SQLException {
    Gist gist = GistPayload.parse(0, row.getBytes(4));
    return LayerBytes.of(LaterLayers.merge(connection, row.getInt(1), row.getLong(2), gist).gist());
  }
}
