/**
 * The ledger of a single server in one SQLite file: write-ahead log, one writer with group commit.
 *
 * <p>In: what {@link io.gistwire.server.ledger.Ledger} takes. Out: a file that any SQLite tool
 * opens, backups of the whole data folder, restores. {@link
 * io.gistwire.server.ledger.sqlite.SqliteLedger} opens it; only the wiring of the server, its
 * offline commands and tests name this package.
 */
package io.gistwire.server.ledger.sqlite;
