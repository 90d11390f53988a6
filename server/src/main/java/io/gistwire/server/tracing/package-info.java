/**
 * Traces of calls and of gists on their way to disk, by OpenTelemetry.
 *
 * <p>A call's trace context comes in through its metadata ({@code traceparent}), a gist's through
 * its batch; spans go out to the exporter that is configured. Off, and then without cost, unless
 * {@code app} hands in an SDK. Any package may open a {@link io.gistwire.server.tracing.Step}
 * within the call that it works for; this one depends on no other package of the server but {@code
 * auth}.
 */
package io.gistwire.server.tracing;
