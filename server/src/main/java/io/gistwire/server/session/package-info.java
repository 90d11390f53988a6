/**
 * The streams that carry gists: one state machine a stream, walked as PROTOCOL.md's state table
 * states.
 *
 * <p>In: messages of a client, results of the ledger, time. Out: acks, credit and statuses;
 * submissions to the ledger. {@link io.gistwire.server.session.SessionRegistry} is what the rest of
 * the server sees of it.
 */
package io.gistwire.server.session;
