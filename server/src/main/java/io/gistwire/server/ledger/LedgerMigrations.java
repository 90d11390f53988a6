package io.gistwire.server.ledger;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * Brings a ledger's schema to this version with Flyway.
 *
 * <p>The scripts are named here instead of searched for: a search of the class path depends on the
 * class loader of the packaging. A ledger written by a newer version is refused, not guessed at.
 */
final class LedgerMigrations {
  private static final List<String> SCRIPTS = List.of("V1__ledger.sql");

  private LedgerMigrations() {}

  /**
   * Migrates the file.
   *
   * @throws SQLException when it is no ledger, damaged, or of a newer version
   */
  static void migrate(Path file) throws SQLException {
    try {
      Flyway.configure(LedgerMigrations.class.getClassLoader())
          .dataSource("jdbc:sqlite:" + file.toAbsolutePath(), null, null)
          .resourceProvider(new NamedScripts())
          .javaMigrationClassProvider(List::of)
          .locations(new String[0])
          .ignoreMigrationPatterns(new String[0])
          .failOnMissingLocations(false)
          .load()
          .migrate();
    } catch (FlywayException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw new SQLException(
          "ledger "
              + file
              + " cannot be opened by this version: "
              + e.getMessage()
              + "; use the version that wrote it, or restore a backup",
          e);
    }
  }

  /** Whether the file has the newest schema, so that Flyway need not be started. */
  static boolean isCurrent(Statement statement) {
    try (var rows =
        statement.executeQuery(
            "SELECT count(*), max(CAST(version AS INTEGER)), min(success)"
                + " FROM flyway_schema_history WHERE version IS NOT NULL")) {
      return rows.next()
          && rows.getInt(1) == SCRIPTS.size()
          && rows.getInt(2) == SCRIPTS.size()
          && rows.getBoolean(3);
    } catch (SQLException noHistory) {
      return false;
    }
  }

  private static final class NamedScripts implements ResourceProvider {
    @Override
    public LoadableResource getResource(String name) {
      return SCRIPTS.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return SCRIPTS.stream()
          .filter(name -> name.startsWith(prefix))
          .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  private static final class Script extends LoadableResource {
    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      InputStream stream = LedgerMigrations.class.getResourceAsStream(name);
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
