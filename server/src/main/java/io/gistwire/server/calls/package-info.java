/**
 * Unary calls that take a while: run on threads of their own, within the caller's deadline.
 *
 * <p>In: a request and what is to be done with it. Out: the answer, or a status with details; work
 * that no one waits for any more is ended. Services of searches and watches use it.
 */
package io.gistwire.server.calls;
