/**
 * Requests' queries and filters, checked and made ready: words, photos, codes and stored gists
 * become one vector of a pack's space; labels and times become numbers.
 *
 * <p>In: messages of {@code query.proto}, a pack, the ledger. Out: what the index and the watches
 * compute with, calibrated scores, or a refusal that names the field. Used by searches and watches.
 */
package io.gistwire.server.query;
