/**
 * {@code gistwire.v1.WatchService}: the calls about watches and their alerts.
 *
 * <p>In: watches from callers, checked and read here. Out: watches and alerts of the caller's
 * tenant and sources, in pages and as a stream. {@link
 * io.gistwire.server.watch.calls.StandingQueryService} is its entry, called by gRPC.
 */
package io.gistwire.server.watch.calls;
