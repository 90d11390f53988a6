/**
 * The client: {@link io.gistwire.client.GistwireClient} opens {@linkplain
 * io.gistwire.client.GistStream streams} that keep and send gists, and makes search, watch and gist
 * calls.
 *
 * <p>In: photos or gists. Out: receipts, and what the server reports. Used by applications; uses
 * the codec's words, the protocol's messages and grpc-java. No method here does I/O on the caller's
 * thread unless its name states that it waits.
 */
@NullMarked
package io.gistwire.client;

import org.jspecify.annotations.NullMarked;
