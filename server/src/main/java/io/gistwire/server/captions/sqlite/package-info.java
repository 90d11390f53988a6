/**
 * Captions in one SQLite file, {@code captions.db}, beside the index of their fingerprint.
 *
 * <p>The engine behind {@link io.gistwire.server.captions.CaptionStore} of a single server: one
 * writer that gathers, one reader, a checksum in each row. A file that is damaged is dropped and
 * begun anew.
 */
package io.gistwire.server.captions.sqlite;
