package io.gistwire.server.watch.sqlite;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import io.gistwire.server.watch.store.AlertStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The alerts in {@code watches.db}. Reads never wait for writes. Thread-safe. */
final class SqliteAlerts implements AlertStore {
  /** Most rows that one read looks through. */
  private static final int SCANNED = 1_000;

  /** Most alerts that one commit deletes. */
  private static final int A_COMMIT = 250;

  private final SqliteWatchStore store;

  SqliteAlerts(SqliteWatchStore store) {
    this.store = store;
  }

  /**
   * Adds an alert, unless its watch is not stored or has raised one for this gist before. Must run
   * within a transaction of the store.
   *
   * @param alert without name and position
   */
  void add(String tenant, String watch, Alert alert) {
    long raised = Timestamps.toMillis(alert.getRaiseTime());
    int added =
        store.update(
            "INSERT OR IGNORE INTO alert (tenant, watch, source, gist, raise_millis, body)"
                + " SELECT ?,?,?,?,?,? WHERE EXISTS (SELECT 1 FROM watch WHERE tenant=? AND name=?)",
            tenant,
            watch,
            alert.getSource(),
            alert.getGist(),
            raised,
            alert.toByteArray(),
            tenant,
            watch);
    if (added > 0) {
      store.update(
          "INSERT INTO alert_total (tenant, watch, kept, last_millis) VALUES (?,?,1,?)"
              + " ON CONFLICT DO UPDATE SET kept=kept+1, last_millis=excluded.last_millis",
          tenant,
          watch,
          raised);
    }
  }

  @Override
  public long lastPosition(String tenant) {
    long[] last = new long[1];
    store.query(
        "SELECT max(position) FROM alert WHERE tenant=?",
        rows -> last[0] = rows.getLong(1),
        tenant);
    return last[0];
  }

  @Override
  public Slice after(String tenant, long position, Set<String> watches, int limit) {
    return watches.size() == 1
        ? ofWatch(tenant, position, watches.iterator().next(), limit)
        : amongAll(tenant, position, watches, limit);
  }

  /** One watch has an index of its own, so a quiet one costs nothing. */
  private Slice ofWatch(String tenant, long position, String watch, int limit) {
    long last = Math.max(position, lastPosition(tenant));
    List<Alert> found =
        select(
            "tenant=? AND watch=? AND position>? AND position<=? ORDER BY position LIMIT ?",
            tenant,
            watch,
            position,
            last,
            limit);
    boolean isMore = found.size() == limit;
    return new Slice(found, isMore ? found.get(limit - 1).getPosition() : last, isMore);
  }

  private Slice amongAll(String tenant, long position, Set<String> watches, int limit) {
    int most = watches.isEmpty() ? limit : SCANNED;
    List<Alert> found = new ArrayList<>();
    long[] through = {position};
    int[] rows = new int[1];
    long[] lastRow = {position};
    store.query(
        "SELECT * FROM alert WHERE tenant=? AND position>? ORDER BY position LIMIT ?",
        row -> {
          rows[0]++;
          lastRow[0] = row.getLong("position");
          if (found.size() < limit) {
            through[0] = lastRow[0];
            if (watches.isEmpty() || watches.contains(row.getString("watch"))) {
              found.add(alert(row));
            }
          }
        },
        tenant,
        position,
        most);
    return new Slice(found, through[0], rows[0] == most || through[0] < lastRow[0]);
  }

  @Override
  public List<Alert> before(
      String tenant, long position, Optional<String> watch, boolean onlyNew, int limit) {
    String isNew = onlyNew ? " AND acknowledge_millis IS NULL" : "";
    String order = " AND position<?" + isNew + " ORDER BY position DESC LIMIT ?";
    return watch.isPresent()
        ? select("tenant=? AND watch=?" + order, tenant, watch.get(), position, limit)
        : select("tenant=?" + order, tenant, position, limit);
  }

  @Override
  public Optional<Alert> find(String tenant, String watch, long position) {
    return select("tenant=? AND watch=? AND position=?", tenant, watch, position).stream()
        .findFirst();
  }

  @Override
  public void acknowledge(String tenant, long position, long nowMillis, String note) {
    store.update(
        "UPDATE alert SET acknowledge_millis=?, acknowledge_note=?"
            + " WHERE tenant=? AND position=? AND acknowledge_millis IS NULL",
        nowMillis,
        note,
        tenant,
        position);
  }

  @Override
  public long count(String tenant, String watch) {
    return total("kept", tenant, watch).orElse(0);
  }

  @Override
  public OptionalLong lastRaised(String tenant, String watch) {
    return count(tenant, watch) == 0 ? OptionalLong.empty() : total("last_millis", tenant, watch);
  }

  private OptionalLong total(String column, String tenant, String watch) {
    OptionalLong[] total = {OptionalLong.empty()};
    store.query(
        "SELECT " + column + " FROM alert_total WHERE tenant=? AND watch=?",
        rows -> total[0] = OptionalLong.of(rows.getLong(1)),
        tenant,
        watch);
    return total[0];
  }

  @Override
  public void expire(String tenant, long beforeMillis) {
    delete(
        "SELECT position, watch, raise_millis<? FROM alert WHERE tenant=?"
            + " ORDER BY position LIMIT "
            + A_COMMIT,
        tenant,
        Long.MAX_VALUE,
        beforeMillis,
        tenant);
  }

  @Override
  public void bound(long mostOfWatch) {
    record Full(String tenant, String watch, long excess) {}

    List<Full> full = new ArrayList<>();
    store.query(
        "SELECT tenant, watch, kept FROM alert_total WHERE kept>?",
        rows ->
            full.add(new Full(rows.getString(1), rows.getString(2), rows.getLong(3) - mostOfWatch)),
        mostOfWatch);
    full.forEach(watch -> deleteOldest(watch.tenant(), watch.watch(), watch.excess()));
  }

  /** Deletes the oldest alerts of a watch, in short commits. */
  void deleteOldest(String tenant, String watch, long count) {
    delete(
        "SELECT position, watch, 1 FROM alert WHERE tenant=? AND watch=? ORDER BY position LIMIT "
            + A_COMMIT,
        tenant,
        count,
        tenant,
        watch);
  }

  /**
   * Deletes what a query finds, as long as it states 1 in its third column.
   *
   * @param sql gives position, watch, and whether it is to be deleted; at most {@link #A_COMMIT}
   */
  private void delete(String sql, String tenant, long count, Object... values) {
    long left = count;
    int found;
    do {
      Map<Long, String> doomed = new LinkedHashMap<>();
      long most = Math.min(left, A_COMMIT);
      store.query(
          sql,
          rows -> {
            if (rows.getBoolean(3) && doomed.size() < most) {
              doomed.put(rows.getLong(1), rows.getString(2));
            }
          },
          values);
      store.transaction(() -> doomed.forEach((position, watch) -> delete(tenant, watch, position)));
      found = doomed.size();
      left -= found;
    } while (found == A_COMMIT);
  }

  private void delete(String tenant, String watch, long position) {
    if (store.update("DELETE FROM alert WHERE position=?", position) == 1) {
      store.update("UPDATE alert_total SET kept=kept-1 WHERE tenant=? AND watch=?", tenant, watch);
    }
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
