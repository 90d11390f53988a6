/**
 * The durable queue between {@code send} and the stream: what it must keep ({@link
 * io.gistwire.client.outbox.OutboxStore}) and the types it uses.
 *
 * <p>In: serialised gists, acks, rejects. Out: records in sequence order, dense from 1. Used by the
 * stream; implemented by the SQLite module and by anyone who passes {@code OutboxStoreContract}.
 */
@NullMarked
package io.gistwire.client.outbox;

import org.jspecify.annotations.NullMarked;
