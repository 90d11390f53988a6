/**
 * The index of a single server: codes in memory and captions in Lucene, as one engine.
 *
 * <p>In: the log, a pack's way to read gists. Out: a {@link io.gistwire.server.index.GistIndex}
 * that is rebuilt beside the one in use. {@link
 * io.gistwire.server.index.embedded.EmbeddedIndexEngine} is its entry; only the wiring of the
 * server and tests name this package.
 */
package io.gistwire.server.index.embedded;
