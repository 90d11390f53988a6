package io.gistwire.server.watch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The alerts in {@code watches.db}. Thread-safe, like the store that it is part of. */
final class AlertTable {
  private final WatchStore store;

  AlertTable(WatchStore store) {
    this.store = store;
  }

  /**
   * Adds an alert, unless this watch has raised one for this gist before. Must run within a
   * transaction of the store.
   *
   * @param alert without name and position
   */
  void add(String tenant, String watch, Alert alert) {
    store.update(
        "INSERT OR IGNORE INTO alert (tenant, watch, source, gist, raise_millis, body)"
            + " VALUES (?,?,?,?,?,?)",
        tenant,
        watch,
        alert.getSource(),
        alert.getGist(),
        Timestamps.toMillis(alert.getRaiseTime()),
        alert.toByteArray());
  }

  /** Position of the tenant's last alert; 0 when there is none. */
  long lastPosition(String tenant) {
    long[] last = new long[1];
    store.query(
        "SELECT max(position) FROM alert WHERE tenant=?",
        rows -> last[0] = rows.getLong(1),
        tenant);
    return last[0];
  }

  /** Alerts after a position, in order; of these watches only, unless there are none. */
  List<Alert> after(String tenant, long position, Collection<String> watches, int limit) {
    return select(
        "tenant=? AND position>?" + among(watches) + " ORDER BY position LIMIT ?",
        tenant,
        position,
        limit);
  }

  /** Alerts before a position, newest first. */
  List<Alert> before(
      String tenant, long position, Collection<String> watches, boolean onlyNew, int limit) {
    return select(
        "tenant=? AND position<?"
            + among(watches)
            + (onlyNew ? " AND acknowledge_millis IS NULL" : "")
            + " ORDER BY position DESC LIMIT ?",
        tenant,
        position,
        limit);
  }

  /** Names are checked to be made of letters, digits and hyphens, so they need no escaping. */
  private static String among(Collection<String> watches) {
    return watches.isEmpty()
        ? ""
        : watches.stream().collect(Collectors.joining("','", " AND watch IN ('", "')"));
  }

  Optional<Alert> find(String tenant, String watch, long position) {
    return select("tenant=? AND watch=? AND position=?", tenant, watch, position).stream()
        .findFirst();
  }

  /** Marks an alert as seen, unless it was before. */
  void acknowledge(String tenant, long position, long nowMillis, String note) {
    store.update(
        "UPDATE alert SET acknowledge_millis=?, acknowledge_note=?"
            + " WHERE tenant=? AND position=? AND acknowledge_millis IS NULL",
        nowMillis,
        note,
        tenant,
        position);
  }

  /** How many alerts a watch has raised that are kept. */
  long count(String tenant, String watch) {
    long[] count = new long[1];
    store.query(
        "SELECT count(*) FROM alert WHERE tenant=? AND watch=?",
        rows -> count[0] = rows.getLong(1),
        tenant,
        watch);
    return count[0];
  }

  /** When a watch raised its last alert that is kept. */
  OptionalLong lastRaised(String tenant, String watch) {
    OptionalLong[] last = {OptionalLong.empty()};
    store.query(
        "SELECT raise_millis FROM alert WHERE tenant=? AND watch=? ORDER BY position DESC LIMIT 1",
        rows -> last[0] = OptionalLong.of(rows.getLong(1)),
        tenant,
        watch);
    return last[0];
  }

  /** Deletes a tenant's alerts that were raised before a time; returns how many. */
  int expire(String tenant, long beforeMillis) {
    return store.update(
        "DELETE FROM alert WHERE tenant=? AND raise_millis<?", tenant, beforeMillis);
  }

  private List<Alert> select(String where, Object... values) {
    List<Alert> alerts = new ArrayList<>();
    store.query("SELECT * FROM alert WHERE " + where, row -> alerts.add(alert(row)), values);
    return alerts;
  }

  private static Alert alert(ResultSet row) throws SQLException {
    long position = row.getLong("position");
    try {
      Alert.Builder alert =
          Alert.parseFrom(row.getBytes("body")).toBuilder()
              .setName(row.getString("watch") + "/alerts/" + position)
              .setPosition(position)
              .setAcknowledgeNote(row.getString("acknowledge_note"));
      long acknowledged = row.getLong("acknowledge_millis");
      if (!row.wasNull()) {
        alert.setAcknowledgeTime(Timestamps.fromMillis(acknowledged));
      }
      return alert.build();
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("alert " + position + " is damaged", e);
    }
  }
}
