package io.gistwire.server.tracing;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapGetter;

/**
 * Makes a span of each unary call, continued from the caller's context in its metadata. A stream
 * may last for days and has none; what it brings is traced by itself. Thread-safe.
 */
public final class CallTraces implements ServerInterceptor {
  private static final TextMapGetter<Metadata> HEADERS = new HeaderGetter();

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    OpenTelemetry sdk = Tracing.sdkOrNull();
    Tracer tracer = Tracing.tracerOrNull();
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    if (sdk == null || tracer == null || method.getType() != MethodDescriptor.MethodType.UNARY) {
      return next.startCall(call, headers);
    }
    io.opentelemetry.context.Context parent =
        sdk.getPropagators()
            .getTextMapPropagator()
            .extract(io.opentelemetry.context.Context.root(), headers, HEADERS);
    Span span =
        tracer
            .spanBuilder(method.getFullMethodName())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("rpc.system", "grpc")
            .setAttribute("rpc.service", String.valueOf(method.getServiceName()))
            .setAttribute("rpc.method", String.valueOf(method.getBareMethodName()))
            .startSpan();
    ServerCall<Q, A> traced =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            end(span, status);
            super.close(status, trailers);
          }
        };
    ServerCall.Listener<Q> listener =
        Contexts.interceptCall(Tracing.in(Context.current(), span), traced, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        end(span, Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  private static void end(Span span, Status status) {
    if (span.isRecording()) {
      span.setAttribute("rpc.grpc.status_code", status.getCode().value());
      if (!status.isOk()) {
        span.setStatus(StatusCode.ERROR, status.getCode().name());
      }
      span.end();
    }
  }

  /** Reads headers of gRPC that are text. */
  private static final class HeaderGetter implements TextMapGetter<Metadata> {
    @Override
    public Iterable<String> keys(Metadata headers) {
      return headers.keys();
    }

    @Override
    public String get(Metadata headers, String name) {
      return headers == null || name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
          ? null
          : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
  }
}
