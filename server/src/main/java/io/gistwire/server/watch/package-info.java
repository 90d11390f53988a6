/**
 * {@code gistwire.v1.WatchService}: standing queries, matched on codes as gists become durable, and
 * what they raised.
 *
 * <p>In: watches from callers, the ledger's log. Out: alerts, kept in {@code watches.db} in the
 * same commit as the position of the log that raised them, and streamed. {@link
 * io.gistwire.server.watch.Watches} is the front door for the server, {@link
 * io.gistwire.server.watch.StandingQueryService} the one for gRPC.
 */
package io.gistwire.server.watch;
