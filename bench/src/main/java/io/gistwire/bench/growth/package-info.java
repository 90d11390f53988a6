/**
 * How time and memory of the packaged server grow with the gists that it holds.
 *
 * <p>In: sizes, a heap, a kind of captions. Out: the same figures for each size. Every size has a
 * server and a folder of its own. Called by {@code gistwire bench growth}.
 */
package io.gistwire.bench.growth;
