/**
 * Answers in pieces that never run ahead of the reader.
 *
 * <p>In: pieces, one after the other, from a thread that may wait. Out: the same to the client, as
 * fast as the transport takes them. Used by exports, downloads and long tasks.
 */
package io.gistwire.server.flow;
