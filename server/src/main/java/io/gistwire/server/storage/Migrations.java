package io.gistwire.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings the schema of a SQLite file to this version: numbered scripts, each in one transaction
 * with its number in {@code PRAGMA user_version}. A file of a newer version and a file of another
 * program are refused and not written to. Before a file with content is changed, a copy of it is
 * written beside it: {@code NAME.vN.backup}. Immutable and thread-safe.
 */
public final class Migrations {
  private final String kind;
  private final int applicationId;
  private final String oldTable;
  private final Class<?> anchor;
  private final List<String> scripts;
  private final Filling filling;

  /** Moves rows where a script of SQL cannot, in transactions of its own. */
  @FunctionalInterface
  public interface Filling {
    /**
     * Called before the script that follows a version; repeated when it was interrupted.
     *
     * @param version that the file has now
     */
    void fill(int version, Connection connection) throws SQLException;
  }

  /**
   * Migrations of scripts alone.
   *
   * @see #Migrations(String, int, String, Class, List, Filling)
   */
  public Migrations(
      String kind, int applicationId, String oldTable, Class<?> anchor, List<String> scripts) {
    this(kind, applicationId, oldTable, anchor, scripts, (version, connection) -> {});
  }

  /**
   * The migrations of one kind of file.
   *
   * @param kind singular name for messages, such as {@code ledger}
   * @param applicationId four bytes that mark the file, {@code PRAGMA application_id}
   * @param oldTable table by which files are recognised that were written without the mark
   * @param anchor class beside which the scripts are found as resources
   * @param scripts resources; the n-th one leads to version n. They are never changed, only added
   * @param filling of rows between two versions
   */
  public Migrations(
      String kind,
      int applicationId,
      String oldTable,
      Class<?> anchor,
      List<String> scripts,
      Filling filling) {
    this.filling = filling;
    this.kind = kind;
    this.applicationId = applicationId;
    this.oldTable = oldTable;
    this.anchor = anchor;
    this.scripts = List.copyOf(scripts);
  }

  /** The version that {@link #migrate} leads to. */
  public int version() {
    return scripts.size();
  }

  /**
   * Migrates a file.
   *
   * @param connection to the file, in autocommit mode, that may write
   * @throws SQLException when it is a file of another kind, damaged, or of a newer version; the
   *     message names what was seen and what to do
   */
  public void migrate(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = read(statement, "PRAGMA user_version");
      if (version > scripts.size()) {
        throw new SQLException(
            "it has version "
                + version
                + ", this server knows versions up to "
                + scripts.size()
                + "; use a server at least as new as the one that wrote it");
      }
      boolean isEmpty = isEmpty(statement);
      refuseForeign(statement, isEmpty && version == 0);
      if (!isEmpty && version < scripts.size()) {
        copyOld(statement, file, version);
      }
      for (int next = version; next < scripts.size(); next++) {
        filling.fill(next, connection);
        apply(statement, next);
      }
      if (read(statement, "PRAGMA application_id") != applicationId) {
        statement.execute("PRAGMA application_id=" + applicationId);
      }
    }
  }

  private static boolean isEmpty(Statement statement) throws SQLException {
    return read(statement, "SELECT count(*) FROM sqlite_schema") == 0;
  }

  private void refuseForeign(Statement statement, boolean isNew) throws SQLException {
    int mark = read(statement, "PRAGMA application_id");
    boolean isOld =
        mark == 0
            && read(statement, "SELECT count(*) FROM sqlite_schema WHERE name='" + oldTable + "'")
                > 0;
    if (mark != applicationId && !isNew && !isOld) {
      throw new SQLException(
          "it is a SQLite file, but no " + kind + "; choose another data folder");
    }
  }

  private static void copyOld(Statement statement, Path file, int version) throws SQLException {
    Path copy = file.resolveSibling(file.getFileName() + ".v" + version + ".backup");
    if (Files.exists(copy)) {
      return;
    }
    Path partial = file.resolveSibling(copy.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      OwnerOnly.createFile(partial);
      statement.execute("VACUUM INTO '" + partial.toString().replace("'", "''") + "'");
      Files.move(partial, copy);
    } catch (IOException e) {
      throw new SQLException("no copy of it can be written before it is migrated: " + e, e);
    }
  }

  private void apply(Statement statement, int index) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    try {
      statement.executeUpdate(script(scripts.get(index)));
      statement.execute("PRAGMA user_version=" + (index + 1));
      statement.execute("PRAGMA application_id=" + applicationId);
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

  private String script(String name) {
    try (InputStream stream = anchor.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
