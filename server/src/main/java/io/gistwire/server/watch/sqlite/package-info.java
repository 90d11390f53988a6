/**
 * The watches and alerts of a single server in {@code watches.db}.
 *
 * <p>In: what {@link io.gistwire.server.watch.store.WatchStore} takes. Out: the same. Only the
 * wiring of the server and tests name this package.
 */
package io.gistwire.server.watch.sqlite;
