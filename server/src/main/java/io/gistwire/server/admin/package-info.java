/**
 * {@code gistwire.v1.AdminService}: what an operator does to a server while it runs, and the same
 * without a server for the ledger.
 *
 * <p>In: requests with the permission ADMIN. Out: checks, backups, figures, tokens. The index and
 * the watches are seen through {@link io.gistwire.server.admin.IndexUpkeep} and {@link
 * io.gistwire.server.admin.WatchFigures}.
 */
package io.gistwire.server.admin;
