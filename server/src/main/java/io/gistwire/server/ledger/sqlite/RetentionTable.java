package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What tenants keep, in the columns of {@code tenant}. */
final class RetentionTable {
  private RetentionTable() {}

  static Retention read(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT max_age_millis, max_layer_bytes, max_alert_age_millis FROM tenant"
                + " WHERE name=?")) {
      select.setString(1, tenant);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? new Retention(limit(rows, 1), limit(rows, 2), limit(rows, 3))
            : Retention.FOREVER;
      }
    }
  }

  private static OptionalLong limit(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static void write(Connection connection, int tenantId, Retention retention) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE tenant SET max_age_millis=?, max_layer_bytes=?, max_alert_age_millis=?"
                + " WHERE id=?")) {
      bind(update, 1, retention.maxAgeMillis());
      bind(update, 2, retention.maxLayerBytes());
      bind(update, 3, retention.maxAlertAgeMillis());
      update.setInt(4, tenantId);
      update.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, int index, OptionalLong value)
      throws SQLException {
    if (value.isPresent()) {
      statement.setLong(index, value.getAsLong());
    } else {
      statement.setNull(index, Types.BIGINT);
    }
  }

  static Map<String, Long> alertAges(Connection connection) throws SQLException {
    Map<String, Long> ages = new HashMap<>();
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, max_alert_age_millis FROM tenant"
                    + " WHERE max_alert_age_millis IS NOT NULL")) {
      while (rows.next()) {
        ages.put(rows.getString(1), rows.getLong(2));
      }
    }
    return ages;
  }

  static List<String> tenantsWithLimits(Connection connection) throws SQLException {
    List<String> tenants = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM tenant"
                    + " WHERE max_age_millis IS NOT NULL OR max_layer_bytes IS NOT NULL")) {
      while (rows.next()) {
        tenants.add(rows.getString(1));
      }
    }
    return tenants;
  }
}
