package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.storage.Migrations;
import java.util.List;

/** The versions of {@code ledger.db}; {@link LedgerFill} moves the rows between two of them. */
final class LedgerMigrations {
  /** "GWLG": marks the file as a ledger, so that a foreign SQLite file is not written to. */
  private static final int APPLICATION_ID = 0x47574c47;

  private static final List<String> SCRIPTS =
      List.of("V1__ledger.sql", "V2__tenant_of_entry.sql", "V3__live_by_tenant.sql");

  /** Rows of this version are filled in before the next script runs. */
  private static final int FILLED_VERSION = 2;

  static final Migrations ALL =
      new Migrations(
          "ledger",
          APPLICATION_ID,
          "log",
          LedgerMigrations.class,
          SCRIPTS,
          (version, connection) -> {
            if (version == FILLED_VERSION) {
              new LedgerFill(connection).run();
            }
          });

  private LedgerMigrations() {}
}
