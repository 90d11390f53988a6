/**
 * The gRPC channel of a client: how it is opened, the token on every call, failures read into typed
 * ones, the end of all calls when the client is closed.
 *
 * <p>In: target and credentials, or an application's channel. Out: a channel for stubs. Used by the
 * client's builder; knows nothing of streams.
 */
@NullMarked
package io.gistwire.client.connection;

import org.jspecify.annotations.NullMarked;
