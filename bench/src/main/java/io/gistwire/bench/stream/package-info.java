/**
 * Benchmarks of the stream through the public {@code send}: {@code bench ingest} for speed, {@code
 * bench link} for what a thin link carries.
 *
 * <p>In: the packaged server, which is started as a child process with TLS. Out: figures. Called by
 * the command line's {@code bench}.
 */
package io.gistwire.bench.stream;
