package io.gistwire.server.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads {@code ledger_value}. */
final class LedgerValues {
  private LedgerValues() {}

  static long prunedThrough(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT value FROM ledger_value WHERE name='pruned_through'")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
