package io.gistwire.server.ledger.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Layer bytes held for each tenant, as of the last commit, for quotas. Thread-safe. */
final class TenantBytes {
  private final Map<String, Long> bytes = new ConcurrentHashMap<>();

  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT tenant.name, sum(layer_bytes) FROM source"
                    + " JOIN tenant ON tenant.id = source.tenant_id GROUP BY tenant.id")) {
      while (rows.next()) {
        bytes.put(rows.getString(1), rows.getLong(2));
      }
    }
  }

  void add(String tenant, long change) {
    bytes.merge(tenant, change, Long::sum);
  }

  long of(String tenant) {
    return bytes.getOrDefault(tenant, 0L);
  }
}
