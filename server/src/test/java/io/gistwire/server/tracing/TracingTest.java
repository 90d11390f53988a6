package io.gistwire.server.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.GistTrace;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans of calls and of gists, by OpenTelemetry's own SDK. */
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new KeptSpans(spans)))
          .build();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    Tracing.use(
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build());
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new Searches())
            .intercept(new CallTraces())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    Tracing.stop();
    provider.close();
  }

  private SearchServiceGrpc.SearchServiceBlockingStub calls() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-" + TRACE + "-" + SPAN + "-01");
    return SearchServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void a_call_continues_the_trace_of_its_caller_and_has_its_steps_below_it() {
    calls().search(SearchRequest.getDefaultInstance());
    SpanData step = spans.get(0);
    SpanData call = spans.get(1);
    assertEquals("compare codes", step.getName());
    assertEquals("gistwire.v1.SearchService/Search", call.getName());
    assertEquals(TRACE, call.getTraceId());
    assertEquals(SPAN, call.getParentSpanId());
    assertEquals(TRACE, step.getTraceId());
    assertEquals(call.getSpanId(), step.getParentSpanId());
  }

  @Test
  void a_call_that_fails_is_an_error_with_its_code() {
    try {
      calls().search(SearchRequest.newBuilder().setPageSize(-1).build());
    } catch (StatusRuntimeException expected) {
      assertEquals(Status.Code.INVALID_ARGUMENT, expected.getStatus().getCode());
    }
    SpanData call = spans.get(spans.size() - 1);
    assertEquals(StatusCode.ERROR, call.getStatus().getStatusCode());
    assertEquals("INVALID_ARGUMENT", call.getStatus().getDescription());
  }

  @Test
  void a_gist_continues_the_trace_in_its_batch() {
    GistTrace sent =
        GistTrace.newBuilder()
            .setContext(ByteString.copyFrom(HexFormat.of().parseHex(TRACE + SPAN)))
            .build();
    Tracing.step("to disk", sent).close();
    assertEquals(TRACE, spans.get(0).getTraceId());
    assertEquals(SPAN, spans.get(0).getParentSpanId());
  }

  @Test
  void a_malformed_trace_of_a_gist_is_passed_over() {
    Tracing.step("to disk", GistTrace.getDefaultInstance()).close();
    ByteString zeros = ByteString.copyFrom(new byte[24]);
    Tracing.step("to disk", GistTrace.newBuilder().setContext(zeros).build()).close();
    ByteString tooLong = ByteString.copyFrom(new byte[4096]);
    Tracing.step("to disk", GistTrace.newBuilder().setContext(tooLong).build()).close();
    assertTrue(spans.isEmpty());
  }

  @Test
  void nothing_is_traced_when_it_is_turned_off() {
    Tracing.stop();
    calls().search(SearchRequest.getDefaultInstance());
    assertTrue(spans.isEmpty());
  }

  @Test
  void a_step_outside_of_every_call_is_none() {
    Context.ROOT.run(() -> Tracing.step("alone").with("number", 1).close());
    assertTrue(spans.isEmpty());
  }

  /** Answers after one step. */
  private static final class Searches extends SearchServiceGrpc.SearchServiceImplBase {
    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
      if (request.getPageSize() < 0) {
        observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
        return;
      }
      try (Step step = Tracing.step("compare codes")) {
        step.with("gistwire.scanned", 7);
      }
      observer.onNext(SearchResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  /** Keeps spans in memory. */
  private record KeptSpans(List<SpanData> kept) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      kept.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
