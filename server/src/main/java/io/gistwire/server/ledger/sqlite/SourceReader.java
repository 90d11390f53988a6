package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import io.gistwire.server.storage.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Reads sources and their sums. */
final class SourceReader {
  private static final String OF_TENANT =
      " FROM source JOIN tenant ON tenant.id = source.tenant_id";

  private SourceReader() {}

  static List<SourceRecord> sources(
      Connection connection, String tenant, String afterName, int limit) throws SQLException {
    List<SourceRecord> records = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT source.*"
                + OF_TENANT
                + " WHERE tenant.name=? AND source.name>? ORDER BY source.name LIMIT ?")) {
      select.setString(1, tenant);
      select.setString(2, afterName);
      select.setInt(3, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          records.add(record(tenant, rows));
        }
      }
    }
    return records;
  }

  private static SourceRecord record(String tenant, ResultSet rows) throws SQLException {
    return new SourceRecord(
        new SourceKey(tenant, rows.getString("name")),
        rows.getLong("gist_count"),
        rows.getLong("layer_bytes"),
        rows.getLong("skipped_count"),
        rows.getLong("lost_count"),
        rows.getLong("rejected_count"),
        rows.getLong("last_receive_millis"),
        rows.getLong("clock_skew_millis"));
  }

  /** Row numbers of the named sources; names that do not exist are left out. */
  static List<Integer> ids(Connection connection, String tenant, List<String> names)
      throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT source.id" + OF_TENANT + " WHERE tenant.name=? AND source.name=?")) {
      select.setString(1, tenant);
      for (String name : new LinkedHashSet<>(names)) {
        select.setString(2, name);
        try (ResultSet rows = select.executeQuery()) {
          if (rows.next()) {
            ids.add(rows.getInt(1));
          }
        }
      }
    }
    return ids;
  }

  static boolean isMadeHere(Connection connection, EpochKey epoch) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1" + OF_TENANT + " WHERE tenant.name=? AND source.name=? AND unary_epoch=?")) {
      select.setString(1, epoch.source().tenant());
      select.setString(2, epoch.source().source());
      select.setLong(3, epoch.epoch());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  static LedgerStats stats(
      Connection connection, Optional<String> tenant, List<String> sources, long fileBytes)
      throws SQLException {
    String marks = String.join(",", Collections.nCopies(sources.size(), "?"));
    List<Object> values = new ArrayList<>();
    tenant.ifPresent(values::add);
    values.addAll(sources);
    return Sql.first(
            connection,
            "SELECT count(*), total(gist_count), total(layer_bytes), total(skipped_count),"
                + " total(lost_count), total(rejected_count)"
                + (tenant.isPresent() ? OF_TENANT + " WHERE tenant.name=?" : " FROM source")
                + (sources.isEmpty() ? "" : " AND source.name IN (" + marks + ")"),
            row ->
                new LedgerStats(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    fileBytes),
            values.toArray())
        .orElseThrow();
  }
}
