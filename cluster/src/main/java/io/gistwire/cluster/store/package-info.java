/**
 * OpenSearch as a store of documents: connection, indices, and writes that count only when enough
 * copies have them. In: documents with ids and conditions. Out: outcomes for each document. Called
 * by the engines of this module; nothing here knows about gists.
 */
@NullMarked
package io.gistwire.cluster.store;

import org.jspecify.annotations.NullMarked;
