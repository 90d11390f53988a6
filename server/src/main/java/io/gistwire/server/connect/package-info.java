/**
 * The Connect protocol (connectrpc.com/docs/protocol) on the HTTP port.
 *
 * <p>In: HTTP requests of unary and server-streaming procedures, JSON or binary. Out: the same
 * calls on a gRPC channel, and their answers as HTTP. It knows no service: whoever makes {@link
 * io.gistwire.server.connect.ConnectHandler} passes the service definitions and a channel to them.
 * Used by the server's start.
 */
package io.gistwire.server.connect;
