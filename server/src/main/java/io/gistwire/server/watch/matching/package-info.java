/**
 * Matches watches on gists as they become durable.
 *
 * <p>In: stored watches, compiled here, and the ledger's log. Out: alerts, in the same commit of
 * the store as the position of the log that raised them; listeners are told. {@link
 * io.gistwire.server.watch.matching.Watches} is its entry, for the server and for the calls.
 */
package io.gistwire.server.watch.matching;
