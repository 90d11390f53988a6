/**
 * Packs together with the indexes of their gists: one {@link
 * io.gistwire.server.packindex.PackIndex} for each code fingerprint that is served.
 *
 * <p>In: served packs, the ledger, an index engine. Out: for a fingerprint in a request, its pack
 * and its index, or a refusal. Searches and watches begin here, and so does the operator's rebuild.
 */
package io.gistwire.server.packindex;
