package io.gistwire.server.watch.calls;

import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.AcknowledgeAlertResponse;
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
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.UpdateWatchResponse;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.Lane;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.query.QueryReader;
import io.gistwire.server.query.TermReader;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.matching.Watches;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/** {@code gistwire.v1.WatchService}. Thread-safe; does its work on the executor's threads. */
public class StandingQueryService extends WatchServiceGrpc.WatchServiceImplBase {
  private static final int MAX_WATCHES_NAMED = 1000;

  private final Watches watches;
  private final CallExecutor executor;
  private final WatchRegistry calls;
  private final AlertCalls alerts;
  private final TestWatchCall tests;

  /**
   * Serves these watches.
   *
   * @param maxWatches most watches of a tenant
   * @param hooks where webhooks may go
   */
  public StandingQueryService(
      Watches watches, PageTokens tokens, int maxWatches, HookRule hooks, CallExecutor executor) {
    QueryReader queries = new QueryReader(new TermReader(watches.ledger()));
    WatchReader reader =
        new WatchReader(watches.indexes(), queries, watches.compiler(), allowed(watches, hooks));
    this.watches = watches;
    this.executor = executor;
    this.calls = new WatchRegistry(watches, reader, tokens, maxWatches);
    this.alerts = new AlertCalls(watches, tokens);
    this.tests = new TestWatchCall(watches, reader);
  }

  private static HookRule allowed(Watches watches, HookRule hooks) {
    return watches.hooks().isPresent() ? hooks : HookRule.NONE;
  }

  @Override
  public void createWatch(
      CreateWatchRequest request, StreamObserver<CreateWatchResponse> observer) {
    executor.answer(
        observer,
        Permission.PERMISSION_WRITE,
        Lane.HEAVY,
        call -> CreateWatchResponse.newBuilder().setWatch(calls.create(call, request)).build());
  }

  @Override
  public void getWatch(GetWatchRequest request, StreamObserver<GetWatchResponse> observer) {
    executor.answer(
        observer,
        Permission.PERMISSION_READ,
        call -> GetWatchResponse.newBuilder().setWatch(calls.get(call, request.getName())).build());
  }

  @Override
  public void listWatches(
      ListWatchesRequest request, StreamObserver<ListWatchesResponse> observer) {
    executor.answer(observer, Permission.PERMISSION_READ, call -> calls.list(call, request));
  }

  @Override
  public void updateWatch(
      UpdateWatchRequest request, StreamObserver<UpdateWatchResponse> observer) {
    executor.answer(
        observer,
        Permission.PERMISSION_WRITE,
        Lane.HEAVY,
        call -> UpdateWatchResponse.newBuilder().setWatch(calls.update(call, request)).build());
  }

  @Override
  public void deleteWatch(
      DeleteWatchRequest request, StreamObserver<DeleteWatchResponse> observer) {
    executor.answer(
        observer,
        Permission.PERMISSION_WRITE,
        call -> {
          calls.delete(call, request);
          return DeleteWatchResponse.getDefaultInstance();
        });
  }

  @Override
  public void testWatch(TestWatchRequest request, StreamObserver<TestWatchResponse> observer) {
    executor.answer(
        observer, Permission.PERMISSION_READ, Lane.HEAVY, call -> tests.run(call, request));
  }

  @Override
  public void listAlerts(ListAlertsRequest request, StreamObserver<ListAlertsResponse> observer) {
    executor.answer(observer, Permission.PERMISSION_READ, call -> alerts.list(call, request));
  }

  @Override
  public void acknowledgeAlert(
      AcknowledgeAlertRequest request, StreamObserver<AcknowledgeAlertResponse> observer) {
    executor.answer(
        observer,
        Permission.PERMISSION_WRITE,
        call ->
            AcknowledgeAlertResponse.newBuilder()
                .setAlert(alerts.acknowledge(call, request))
                .build());
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    try {
      Caller caller = Caller.current().require(Permission.PERMISSION_READ);
      check(request);
      open(request, caller, (ServerCallStreamObserver<WatchResponse>) observer);
    } catch (Refusal refusal) {
      observer.onError(refusal.toStatus());
    }
  }

  private static void check(WatchRequest request) {
    if (request.getWatchesCount() > MAX_WATCHES_NAMED) {
      throw Refusal.ofField(
          "watches",
          "names " + request.getWatchesCount() + " watches; at most " + MAX_WATCHES_NAMED);
    }
    request.getWatchesList().forEach(name -> WatchRegistry.checkName("watches", name));
  }

  private void open(
      WatchRequest request, Caller caller, ServerCallStreamObserver<WatchResponse> observer) {
    Executor steps = task -> executor.execute(caller.tenant(), task);
    AlertStream stream = new AlertStream(watches, caller, request, observer, steps);
    observer.setOnReadyHandler(stream::wake);
    observer.setOnCancelHandler(() -> watches.hub().remove(stream));
    watches.hub().add(stream);
    stream.wake();
  }
}
