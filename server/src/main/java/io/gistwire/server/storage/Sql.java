package io.gistwire.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Statements over JDBC with their values. Values are {@code null}, numbers, text, bytes, or an
 * {@link OptionalLong}, whose absence is stored as null. The connection's own rules of threads
 * hold.
 */
public final class Sql {
  private Sql() {}

  /** Takes rows one by one. */
  @FunctionalInterface
  public interface Rows {
    /** Reads the columns of one row; the row is not valid afterwards. */
    void row(ResultSet row) throws SQLException;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads the columns of one row. */
    T read(ResultSet row) throws SQLException;
  }

  /** Some statements. */
  @FunctionalInterface
  public interface Work {
    /** Runs them. */
    void run() throws SQLException;
  }

  /** Runs a statement that changes rows; the number of rows changed. */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Reads rows. */
  public static void query(Connection connection, String sql, Rows rows, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.row(results);
        }
      }
    }
  }

  /** Reads rows into a list. */
  public static <T> List<T> list(
      Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
    List<T> list = new ArrayList<>();
    query(connection, sql, row -> list.add(reader.read(row)), values);
    return list;
  }

  /** Reads the first row, if there is one. */
  public static <T> Optional<T> first(
      Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet results = statement.executeQuery()) {
        return results.next() ? Optional.of(reader.read(results)) : Optional.empty();
      }
    }
  }

  /** Reads one number, such as a count. */
  public static long number(Connection connection, String sql, Object... values)
      throws SQLException {
    return first(connection, sql, row -> row.getLong(1), values).orElse(0L);
  }

  /** A column that may be null. */
  public static OptionalLong optional(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Runs statements that are committed together, or not at all. */
  public static void transaction(Connection connection, Work work) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        work.run();
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException | Error e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof OptionalLong number) {
        value = number.isPresent() ? number.getAsLong() : null;
      }
      statement.setObject(i + 1, value);
    }
  }
}
