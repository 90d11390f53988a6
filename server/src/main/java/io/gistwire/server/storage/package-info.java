/**
 * The data folder and the SQLite files in it, opened the one way this server uses them.
 *
 * <p>In: a path. Out: a locked folder, JDBC connections with a write-ahead log and {@code
 * synchronous=FULL}, typed kinds of failure. Used by the packages that keep a file of their own:
 * the ledger, the tokens, the index, the watches.
 */
package io.gistwire.server.storage;
