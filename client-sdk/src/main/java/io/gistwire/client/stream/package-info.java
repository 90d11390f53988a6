/**
 * A source's stream: one driver that joins outbox, session machine, receipts and later layers, on a
 * serial executor of its own.
 *
 * <p>In: photos and gists from the application, messages from the server. Out: gists in the outbox
 * and on the wire, receipts, calls to the listener. Made by the client; data flows one way: encoder
 * -> outbox (disk executor) -> driver -> session machine -> call.
 */
@NullMarked
package io.gistwire.client.stream;

import org.jspecify.annotations.NullMarked;
