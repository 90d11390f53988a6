/**
 * Packs together with the indexes of their gists: one space for each code fingerprint that is
 * served.
 *
 * <p>In: served packs, the ledger, a folder. Out: for a fingerprint in a request, its pack and its
 * index, or a refusal. Searches and watches begin here; the operator's rebuild goes through here.
 */
package io.gistwire.server.spaces;
