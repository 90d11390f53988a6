/**
 * Captions in Lucene.
 *
 * <p>In: captions as they are read, in the order of the log. Out: gists whose captions match words
 * and phrases, by BM25. {@link io.gistwire.server.index.lucene.CaptionIndex} is its entry; only
 * {@code index.embedded} uses it.
 */
package io.gistwire.server.index.lucene;
