package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Reads gists as they are held now. Thread-safe. */
final class HeldGistReader {
  private static final String EPOCH_OF_KEY =
      " JOIN epoch JOIN source ON source.id = epoch.source_id"
          + " JOIN tenant ON tenant.id = source.tenant_id"
          + " WHERE tenant.name=? AND source.name=? AND epoch.epoch=?";

  private final EpochNames names;

  HeldGistReader(EpochNames names) {
    this.names = names;
  }

  /** Where a live gist is in the log. */
  private record Place(long position, int epochId, long sequence) {}

  Optional<HeldGist> find(Connection connection, GistKey key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT entry.position, epoch.id FROM entry"
                + EPOCH_OF_KEY
                + " AND entry.epoch_id = epoch.id AND entry.sequence=? AND entry.state="
                + EventCode.LIVE)) {
      bind(select, key);
      select.setLong(4, key.sequence());
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        Place place = new Place(rows.getLong(1), rows.getInt(2), key.sequence());
        return Optional.of(load(connection, List.of(place)).get(0));
      }
    }
  }

  boolean isConsumed(Connection connection, GistKey key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT epoch.held_through FROM (SELECT 1)" + EPOCH_OF_KEY)) {
      bind(select, key);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() && rows.getLong(1) >= key.sequence();
      }
    }
  }

  private static void bind(PreparedStatement select, GistKey key) throws SQLException {
    select.setString(1, key.epoch().source().tenant());
    select.setString(2, key.epoch().source().source());
    select.setLong(3, key.epoch().epoch());
  }

  /** Live gists of a tenant, newest first; takes the time of what is returned. */
  List<HeldGist> newest(Connection connection, String tenant, long beforePosition, int limit)
      throws SQLException {
    List<Place> places = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position, epoch_id, sequence FROM entry INDEXED BY live_entry_by_tenant"
                + " WHERE tenant_id=(SELECT id FROM tenant WHERE name=?) AND state="
                + EventCode.LIVE
                + " AND position<? ORDER BY position DESC LIMIT ?")) {
      select.setString(1, tenant);
      select.setLong(2, beforePosition);
      select.setInt(3, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          places.add(new Place(rows.getLong(1), rows.getInt(2), rows.getLong(3)));
        }
      }
    }
    return load(connection, places);
  }

  /** Live gists of some sources, newest first: the newest of each, merged. */
  List<HeldGist> newest(
      Connection connection, List<Integer> sourceIds, long beforePosition, int limit)
      throws SQLException {
    PriorityQueue<Place> newest = new PriorityQueue<>(Comparator.comparingLong(Place::position));
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position, epoch_id, sequence FROM entry WHERE source_id=? AND state="
                + EventCode.LIVE
                + " AND position<? AND position>? ORDER BY position DESC LIMIT ?")) {
      for (int sourceId : sourceIds) {
        select.setInt(1, sourceId);
        select.setLong(2, beforePosition);
        select.setLong(3, newest.size() < limit ? 0 : newest.peek().position());
        select.setInt(4, limit);
        collect(select, newest, limit);
      }
    }
    List<Place> ordered = new ArrayList<>(newest);
    ordered.sort(Comparator.comparingLong(Place::position).reversed());
    return load(connection, ordered);
  }

  private static void collect(PreparedStatement select, PriorityQueue<Place> newest, int limit)
      throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        newest.add(new Place(rows.getLong(1), rows.getInt(2), rows.getLong(3)));
        if (newest.size() > limit) {
          newest.remove();
        }
      }
    }
  }

  private List<HeldGist> load(Connection connection, List<Place> places) throws SQLException {
    List<HeldGist> gists = new ArrayList<>(places.size());
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT log.received_millis, log.payload, code.fingerprint FROM log"
                    + " JOIN code ON code.id = log.code_id WHERE log.position=?");
        LaterLayersReader later = new LaterLayersReader(connection)) {
      for (Place place : places) {
        select.setLong(1, place.position());
        try (ResultSet rows = select.executeQuery()) {
          gists.add(held(connection, place, rows, later));
        }
      }
    }
    return gists;
  }

  private HeldGist held(Connection connection, Place place, ResultSet rows, LaterLayersReader later)
      throws SQLException {
    if (!rows.next() || rows.getBytes(2) == null) {
      throw new SQLException("the log has no payload at position " + place.position(), null, 11);
    }
    Gist gist = GistPayload.parse(place.position(), rows.getBytes(2));
    LaterLayersReader.Merged merged = later.merge(place.epochId(), place.sequence(), gist);
    return new HeldGist(
        new GistKey(names.get(connection, place.epochId()), place.sequence()),
        place.position(),
        Math.max(place.position(), merged.lastPosition()),
        rows.getLong(1),
        CodeFingerprint.of(rows.getBytes(3)),
        merged.gist());
  }
}
