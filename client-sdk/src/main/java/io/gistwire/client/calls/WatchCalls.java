package io.gistwire.client.calls;

import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.AcknowledgeAlertResponse;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.CreateWatchResponse;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.DeleteWatchResponse;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.ListWatchesResponse;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.UpdateWatchResponse;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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
    AlertFollower follower =
        new AlertFollower(request, next -> calls.stream(WatchServiceGrpc.getWatchMethod(), next));
    Runnable close = follower::close;
    lifetime.add(close);
    return new ResultStream<>(
        follower,
        () -> {
          lifetime.remove(close);
          close.run();
        });
  }
}
