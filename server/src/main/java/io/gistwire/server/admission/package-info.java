/**
 * What callers may take, counted before it is taken: connections, streams, sessions and bytes of
 * messages, shared out between tenants.
 *
 * <p>In: accepted connections, the start of calls, bytes of messages as they arrive. Out: calls
 * that go on, or {@code SERVER_BUSY}. The application puts it in front of all services; {@code
 * calls} and {@code session} take what they share out from here.
 */
package io.gistwire.server.admission;
