package io.gistwire.server.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings a ledger's schema to this version: numbered scripts, each in one transaction with the
 * number in {@code PRAGMA user_version}; {@link LedgerFill} moves the rows between two of them. A
 * ledger of a newer version is refused, not guessed at.
 */
final class LedgerMigrations {
  /** "GWLG": marks the file as a ledger, so that a foreign SQLite file is not written to. */
  private static final int APPLICATION_ID = 0x47574c47;

  private static final List<String> SCRIPTS =
      List.of("V1__ledger.sql", "V2__tenant_of_entry.sql", "V3__live_by_tenant.sql");

  /** Rows of this version are filled in before the next script runs. */
  private static final int FILLED_VERSION = 2;

  private LedgerMigrations() {}

  /**
   * Migrates the file behind a connection that may write.
   *
   * @throws SQLException when it is no ledger, damaged, or of a newer version
   */
  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = read(statement, "PRAGMA user_version");
      if (version > SCRIPTS.size()) {
        throw new SQLException(
            "it has version "
                + version
                + ", this server knows versions up to "
                + SCRIPTS.size()
                + "; use a server at least as new as the one that wrote it");
      }
      refuseForeign(statement, version);
      for (int next = version; next < SCRIPTS.size(); next++) {
        if (next == FILLED_VERSION) {
          new LedgerFill(connection).run();
        }
        apply(statement, next);
      }
    }
  }

  private static void refuseForeign(Statement statement, int version) throws SQLException {
    boolean isEmpty = read(statement, "SELECT count(*) FROM sqlite_schema") == 0;
    boolean isLedger = read(statement, "PRAGMA application_id") == APPLICATION_ID;
    if (!isLedger && !(isEmpty && version == 0)) {
      throw new SQLException("it is a SQLite file, but no ledger; choose another data folder");
    }
  }

  private static void apply(Statement statement, int index) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    try {
      statement.executeUpdate(script(SCRIPTS.get(index)));
      statement.execute("PRAGMA user_version=" + (index + 1));
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
      statement.execute("COMMIT");
    } catch (SQLException e) {
      statement.execute("ROLLBACK");
      throw e;
    }
  }

  private static int read(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String script(String name) {
    try (InputStream stream = LedgerMigrations.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
