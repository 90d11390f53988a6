/**
 * The default durable outbox: {@link io.gistwire.client.sqlite.SqliteOutboxStore}, one SQLite file
 * and one lock file.
 *
 * <p>In: what the stream keeps. Out: the same after a restart or a power cut. Used by applications,
 * which pass it to the client's builder; uses the SQLite driver, which nothing else here sees.
 */
@NullMarked
package io.gistwire.client.sqlite;

import org.jspecify.annotations.NullMarked;
