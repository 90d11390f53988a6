package io.gistwire.server.tracing;

import io.gistwire.proto.v1.GistTrace;
import io.grpc.Context;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import java.util.HexFormat;

/**
 * Opens steps of traces. One for the whole process, because a step may be opened anywhere below a
 * call. Thread-safe.
 */
public final class Tracing {
  /** The name of what makes the spans. */
  private static final String SCOPE = "io.gistwire.server";

  private static final Context.Key<Span> SPAN = Context.key("gistwire-span");
  private static final int TRACE_ID_BYTES = 16;
  private static final int CONTEXT_BYTES = 24;

  private static volatile OpenTelemetry sdk;
  private static volatile Tracer tracer;

  private Tracing() {}

  /** Traces with this SDK from now on. */
  public static void use(OpenTelemetry openTelemetry) {
    sdk = openTelemetry;
    tracer = openTelemetry.getTracer(SCOPE);
  }

  /** Traces nothing from now on. */
  public static void stop() {
    tracer = null;
    sdk = null;
  }

  static OpenTelemetry sdkOrNull() {
    return sdk;
  }

  static Tracer tracerOrNull() {
    return tracer;
  }

  static Context in(Context context, Span span) {
    return context.withValue(SPAN, span);
  }

  /** Opens a step of the call in whose context this thread works; to be closed. */
  public static Step step(String name) {
    Tracer now = tracer;
    Span parent = now == null ? null : SPAN.get();
    if (parent == null || !parent.isRecording()) {
      return Step.NONE;
    }
    return new Step(
        now.spanBuilder(name)
            .setParent(io.opentelemetry.context.Context.root().with(parent))
            .startSpan());
  }

  /**
   * Opens a step of the trace that a client continues in a batch; nothing for a malformed one.
   *
   * @param trace as the client sent it
   */
  public static Step step(String name, GistTrace trace) {
    Tracer now = tracer;
    if (now == null || trace.getContext().size() != CONTEXT_BYTES) {
      return Step.NONE;
    }
    byte[] bytes = trace.getContext().toByteArray();
    HexFormat hex = HexFormat.of();
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            hex.formatHex(bytes, 0, TRACE_ID_BYTES),
            hex.formatHex(bytes, TRACE_ID_BYTES, CONTEXT_BYTES),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    if (!remote.isValid()) {
      return Step.NONE;
    }
    return new Step(
        now.spanBuilder(name)
            .setParent(io.opentelemetry.context.Context.root().with(Span.wrap(remote)))
            .setSpanKind(SpanKind.SERVER)
            .startSpan());
  }
}
