/**
 * The tokens of a single server in {@code tokens.db}, all in memory while it runs.
 *
 * <p>In: what {@link io.gistwire.server.auth.TokenStore} takes. Out: callers by secret, tokens by
 * name. Only the wiring of the server, its offline commands and tests name this package.
 */
package io.gistwire.server.auth.sqlite;
