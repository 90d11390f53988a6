/**
 * Runs calls: unary ones that take a while on threads of their own, within the caller's deadline,
 * and streams in pieces that never run ahead of their reader.
 *
 * <p>In: a request and what is to be done with it. Out: the answer, its pieces, or a status with
 * details; work that no one waits for any more is ended. Used by every service whose calls read the
 * disk.
 */
package io.gistwire.server.calls;
