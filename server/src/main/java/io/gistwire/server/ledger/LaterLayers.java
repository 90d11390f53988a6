package io.gistwire.server.ledger;

import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;

/** Adds the layers that were received later to their gists, on one connection. One thread. */
final class LaterLayers implements AutoCloseable {
  private final PreparedStatement select;

  /** A gist with its later layers, and the position of the last of them (0 without any). */
  record Merged(Gist gist, long lastPosition) {}

  LaterLayers(Connection connection) throws SQLException {
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
        merged = with(merged, GistPayload.parse(lastPosition, rows.getBytes(2)).getLayersList());
      }
    }
    return new Merged(merged, lastPosition);
  }

  /** The gist with each layer put in place of the one of its kind, in ascending order of kind. */
  static Gist with(Gist gist, List<Layer> layers) {
    TreeMap<Integer, Layer> byKind = new TreeMap<>();
    gist.getLayersList().forEach(layer -> byKind.put(layer.getKindValue(), layer));
    layers.forEach(layer -> byKind.put(layer.getKindValue(), layer));
    return gist.toBuilder().clearLayers().addAllLayers(byKind.values()).build();
  }

  @Override
  public void close() throws SQLException {
    select.close();
  }
}
