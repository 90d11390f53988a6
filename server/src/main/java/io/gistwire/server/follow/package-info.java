/**
 * Following the ledger's log: one thread that reads slices and hands them on, for as long as it
 * takes.
 *
 * <p>In: a log and a {@link io.gistwire.server.follow.Follower}. Out: calls in the order of the
 * log, the position reached, waiting for a position, how far behind it is. Used by the index and
 * the watches; the sessions ask how far behind they are.
 */
package io.gistwire.server.follow;
