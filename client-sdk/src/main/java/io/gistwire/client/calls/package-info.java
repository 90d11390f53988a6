/**
 * Unary and server-streaming calls as small facades over the protocol's own messages: futures with
 * a deadline, iterators that can be closed.
 *
 * <p>In: requests of {@code gistwire.v1}. Out: its responses, on the client's callback executor;
 * failures are {@link io.grpc.StatusRuntimeException}. Used by applications through the client.
 */
@NullMarked
package io.gistwire.client.calls;

import org.jspecify.annotations.NullMarked;
