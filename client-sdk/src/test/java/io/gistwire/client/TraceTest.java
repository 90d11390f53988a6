package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.GistTrace;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The application's trace goes with the gists that it sends and with its calls. */
class TraceTest extends StreamFixture {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final AtomicReference<String> traceparent = new AtomicReference<>();

  private GistwireClient traced(int port) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + port)
        .outbox(folder, (f, source) -> store)
        .traces(traceparent::get)
        .build();
  }

  private List<GistTrace> sendAndCollect(int gists, int sampledEach) throws Exception {
    try (GistwireClient tracing = traced(server.port());
        GistStream stream = tracing.open("cam-1")) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < gists; i++) {
        boolean isSampled = i % sampledEach == 0;
        traceparent.set("00-" + TRACE + "-" + SPAN + (isSampled ? "-01" : "-00"));
        receipts.add(stream.send(gist(i)));
      }
      for (Receipt receipt : receipts) {
        get(receipt.delivered());
      }
    }
    synchronized (server) {
      return new ArrayList<>(server.traces);
    }
  }

  @Test
  void a_sampled_gist_has_its_trace_in_its_batch() throws Exception {
    server.features.add("traces");
    List<GistTrace> traces = sendAndCollect(1, 1);
    assertEquals(
        List.of(
            GistTrace.newBuilder()
                .setContext(ByteString.copyFrom(HexFormat.of().parseHex(TRACE + SPAN)))
                .build()),
        traces);
    assertTrue(server.opens.get(0).getFeaturesList().contains("traces"));
  }

  @Test
  void traces_never_make_a_batch_larger_than_the_server_takes() throws Exception {
    server.features.add("traces");
    server.maxBatchGists = 100;
    List<GistTrace> traces = sendAndCollect(1_000, 1);
    assertFalse(traces.isEmpty());
    assertEquals(1_000, server.epoch(store.epoch()).size());
  }

  @Test
  void nothing_is_sent_for_a_trace_that_is_not_sampled_or_that_the_server_does_not_know()
      throws Exception {
    assertEquals(List.of(), sendAndCollect(3, 1), "the server does not know the feature");
    server.features.add("traces");
    traceparent.set("00-" + TRACE + "-" + SPAN + "-00");
    try (GistwireClient tracing = traced(server.port());
        GistStream stream = tracing.open("cam-1")) {
      get(stream.send(gist(1)).delivered());
    }
    assertEquals(List.of(), server.traces);
  }

  @Test
  void without_a_source_of_traces_the_feature_is_not_even_asked_for() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(gist(1)).delivered());
    }
    assertEquals(List.of("answers", "refine"), server.opens.get(0).getFeaturesList());
  }

  @Test
  void a_unary_call_carries_the_trace_of_its_thread() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Server searches =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new EmptySearches())
            .intercept(new HeaderLog(seen))
            .build()
            .start();
    try (GistwireClient tracing = traced(searches.getPort())) {
      traceparent.set("00-" + TRACE + "-" + SPAN + "-01");
      get(tracing.search().search(SearchRequest.getDefaultInstance()));
      traceparent.set(null);
      get(tracing.search().search(SearchRequest.getDefaultInstance()));
    } finally {
      searches.shutdownNow();
    }
    assertEquals(List.of("00-" + TRACE + "-" + SPAN + "-01", "none"), seen);
  }

  /** Finds nothing. */
  private static final class EmptySearches extends SearchServiceGrpc.SearchServiceImplBase {
    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
      observer.onNext(SearchResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  /** Keeps the trace header of each call. */
  private record HeaderLog(List<String> seen) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String value = headers.get(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER));
      seen.add(value == null ? "none" : value);
      return next.startCall(call, headers);
    }
  }
}
