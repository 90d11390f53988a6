/**
 * Where watches, what they remember and the alerts that they raised are kept.
 *
 * <p>In: watches, and after each slice of the log one commit of alerts, memory and position. Out:
 * the same, and alerts by position for streams and lists. {@link
 * io.gistwire.server.watch.store.WatchStore} is the interface that every engine implements and that
 * the contract kit {@code WatchStoreContract} tests.
 */
package io.gistwire.server.watch.store;
