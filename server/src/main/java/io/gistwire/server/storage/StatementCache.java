package io.gistwire.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Statements of one connection, prepared once: preparing takes longer than most of them run. They
 * are closed with their connection. One thread; a statement is used by one caller at a time.
 */
public final class StatementCache {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** A cache without statements. */
  public StatementCache(Connection connection) {
    this.connection = connection;
  }

  /** The statement of this text. Close its result sets, not the statement. */
  public PreparedStatement get(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /** Runs a change whose parameters are whole numbers; returns the number of rows. */
  public int update(String sql, long... values) throws SQLException {
    PreparedStatement statement = get(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
    return statement.executeUpdate();
  }
}
