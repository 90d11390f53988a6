/**
 * The client's side of PROTOCOL.md as a pure state machine: {@link
 * io.gistwire.client.session.ClientSessionMachine}.
 *
 * <p>In: {@link io.gistwire.client.session.Event events} with their time. Out: {@link
 * io.gistwire.client.session.Effect effects} in the order to carry them out. No clock, no thread,
 * no I/O. Used by the stream's driver and by tests that walk the state table.
 */
@NullMarked
package io.gistwire.client.session;

import org.jspecify.annotations.NullMarked;
