package io.gistwire.client;

import org.jspecify.annotations.Nullable;

/**
 * Tells which trace the calling thread works for, so that the server continues it. With
 * OpenTelemetry on the class path of the application:
 *
 * <pre>{@code
 * GistwireClient.builder().traces(() -> {
 *   SpanContext span = Span.current().getSpanContext();
 *   return span.isSampled() ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01" : null;
 * });
 * }</pre>
 */
@FunctionalInterface
public interface TraceSource {
  /**
   * The trace of the thread that calls a method of the client; must be quick and thread-safe.
   *
   * @return a {@code traceparent} of W3C Trace Context, version 00, such as {@code
   *     00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}; null for what is not traced
   */
  @Nullable String traceparent();
}
