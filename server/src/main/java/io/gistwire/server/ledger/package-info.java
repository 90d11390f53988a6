/**
 * The ledger: the durable truth. A log with positions, and the current state beside it.
 *
 * <p>In: submissions of epochs, unary gists, later layers, deletions. Out: futures that complete
 * only after the commit was synced, events by position for followers, gists by name. {@link
 * io.gistwire.server.ledger.Ledger} is the interface that every engine implements and that the
 * contract kit {@code LedgerContract} tests; sessions write, index and watches follow, services
 * read.
 */
package io.gistwire.server.ledger;
