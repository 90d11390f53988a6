/**
 * The index: derived from the ledger's log, never the truth, rebuilt at will.
 *
 * <p>In: the log, a pack's way to read gists. Out: the nearest codes, captions by words, all codes
 * that pass a filter, a background to calibrate scores against. {@link
 * io.gistwire.server.index.GistIndex} is the interface that every engine implements and that the
 * contract kit {@code GistIndexContract} tests, one for each code fingerprint; {@link
 * io.gistwire.server.index.IndexEngine} opens it. Searches and watches query it, the operator
 * rebuilds it.
 */
package io.gistwire.server.index;
