/**
 * Later layers of gists that were sent: what the server requests (Refine), where it comes from, in
 * which messages it is sent (Answer), and what is declined.
 *
 * <p>In: Refines, the layers found in outbox and kept photos. Out: messages for the session to send
 * when it has capacity. Used by the stream's driver; decides nothing about connections.
 */
@NullMarked
package io.gistwire.client.refine;

import org.jspecify.annotations.NullMarked;
