package io.gistwire.client.calls;

import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.AcknowledgeAlertResponse;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.CreateWatchResponse;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.DeleteWatchResponse;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.GetWatchResponse;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.ListWatchesResponse;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.UpdateWatchResponse;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Standing queries and their alerts. Thread-safe. */
public final class WatchCalls {
  private final Unary calls;
  private final Lifetime lifetime;

  /** Calls on a channel; futures complete on the executor, streams end with the lifetime. */
  public WatchCalls(Channel channel, Executor executor, Lifetime lifetime) {
    this.calls = new Unary(channel, executor);
    this.lifetime = lifetime;
  }

  /** Makes a watch. */
  public CompletableFuture<CreateWatchResponse> create(CreateWatchRequest request) {
    return calls.call(WatchServiceGrpc.getCreateWatchMethod(), request);
  }

  /** Reads one watch, {@code watches/*}. */
  public CompletableFuture<Watch> get(String name) {
    return calls
        .call(
            WatchServiceGrpc.getGetWatchMethod(),
            GetWatchRequest.newBuilder().setName(name).build())
        .thenApply(GetWatchResponse::getWatch);
  }

  /** One page of watches. */
  public CompletableFuture<ListWatchesResponse> list(ListWatchesRequest request) {
    return calls.call(WatchServiceGrpc.getListWatchesMethod(), request);
  }

  /** Changes a watch. */
  public CompletableFuture<UpdateWatchResponse> update(UpdateWatchRequest request) {
    return calls.call(WatchServiceGrpc.getUpdateWatchMethod(), request);
  }

  /** Deletes a watch and its alerts. */
  public CompletableFuture<DeleteWatchResponse> delete(DeleteWatchRequest request) {
    return calls.call(WatchServiceGrpc.getDeleteWatchMethod(), request);
  }

  /** What a watch would have raised. */
  public CompletableFuture<TestWatchResponse> test(TestWatchRequest request) {
    return calls.call(WatchServiceGrpc.getTestWatchMethod(), request);
  }

  /** One page of alerts, newest first. */
  public CompletableFuture<ListAlertsResponse> alerts(ListAlertsRequest request) {
    return calls.call(WatchServiceGrpc.getListAlertsMethod(), request);
  }

  /** Marks an alert as seen. */
  public CompletableFuture<AcknowledgeAlertResponse> acknowledge(AcknowledgeAlertRequest request) {
    return calls.call(WatchServiceGrpc.getAcknowledgeAlertMethod(), request);
  }

  /**
   * Alerts as they are raised. A connection that is lost is made again and the stream goes on after
   * the last alert, so that none is missed or returned twice; other failures are thrown. Ends, so
   * that {@code hasNext()} returns false, when it is closed or the client is.
   */
  public ResultStream<Alert> watch(WatchRequest request) {
    return ResumingStream.within(lifetime, new Alerts(calls, request));
  }

  /** Goes on after the last alert, or after the last that the watch has looked at. */
  private static final class Alerts implements ResumingStream.Source<WatchResponse, Alert> {
    private final Unary calls;
    private WatchRequest request;

    Alerts(Unary calls, WatchRequest request) {
      this.calls = calls;
      this.request = request;
    }

    @Override
    public ResultStream<WatchResponse> start() {
      return calls.stream(WatchServiceGrpc.getWatchMethod(), request);
    }

    @Override
    public @Nullable Alert read(WatchResponse message) {
      if (message.hasAlert()) {
        goOnAfter(message.getAlert().getPosition());
        return message.getAlert();
      }
      if (message.hasProgress()) {
        goOnAfter(message.getProgress().getAlertPosition());
      }
      return null;
    }

    private void goOnAfter(long position) {
      request = request.toBuilder().setAfterPosition(position).build();
    }
  }
}
