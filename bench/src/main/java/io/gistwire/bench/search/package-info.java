/**
 * Measures what a receiver does with gists, through gRPC: searches, watches, recall on real photos.
 *
 * <p>In: how many gists, queries and watches, or photos with captions. Out: figures. Starts a
 * packaged server of its own and fills it through streams. Called by {@code gistwire bench search},
 * {@code watch} and {@code recall}.
 */
package io.gistwire.bench.search;
