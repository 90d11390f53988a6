package io.gistwire.server.ledger.sqlite;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.ledger.LayerAddition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Adds the layers that were received later to their gists, on one connection. One thread. */
final class LaterLayersReader implements AutoCloseable {
  private final PreparedStatement select;

  /** A gist with its later layers, and the position of the last of them (0 without any). */
  record Merged(Gist gist, long lastPosition) {}

  LaterLayersReader(Connection connection) throws SQLException {
    select =
        connection.prepareStatement(
            "SELECT log.position, log.payload FROM later_layers"
                + " JOIN log ON log.position = later_layers.position"
                + " WHERE later_layers.epoch_id=? AND later_layers.sequence=?"
                + " ORDER BY log.position");
  }

  Merged merge(int epochId, long sequence, Gist gist) throws SQLException {
    Gist merged = gist;
    long lastPosition = 0;
    select.setInt(1, epochId);
    select.setLong(2, sequence);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        lastPosition = rows.getLong(1);
        merged =
            LayerAddition.merged(
                merged, GistPayload.parse(lastPosition, rows.getBytes(2)).getLayersList());
      }
    }
    return new Merged(merged, lastPosition);
  }

  @Override
  public void close() throws SQLException {
    select.close();
  }
}
