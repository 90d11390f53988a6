package io.gistwire.server.ledger;

import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;

/** Puts layers that came later into their gist. */
final class LaterLayers {
  private LaterLayers() {}

  /** A gist with its later layers, and the position of the last of them (0 without any). */
  record Merged(Gist gist, long lastPosition) {}

  static Merged merge(Connection connection, int epochId, long sequence, Gist gist)
      throws SQLException {
    Gist merged = gist;
    long lastPosition = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT log.position, log.payload FROM later_layers"
                + " JOIN log ON log.position = later_layers.position"
                + " WHERE later_layers.epoch_id=? AND later_layers.sequence=?"
                + " ORDER BY log.position")) {
      select.setInt(1, epochId);
      select.setLong(2, sequence);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lastPosition = rows.getLong(1);
          merged = with(merged, GistPayload.parse(lastPosition, rows.getBytes(2)).getLayersList());
        }
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
}
