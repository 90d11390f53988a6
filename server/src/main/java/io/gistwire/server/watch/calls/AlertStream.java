package io.gistwire.server.watch.calls;

import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.WatchProgress;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.RepeatedTask;
import io.gistwire.server.refusal.Failures;
import io.gistwire.server.watch.matching.AlertListener;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.store.AlertStore;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * One stream of alerts: reads them from the file when there may be some and the transport takes
 * them, so a reader that stops costs no memory. Its steps run one at a time on shared threads.
 */
final class AlertStream implements AlertListener {
  private static final int BATCH = 64;

  private final Watches watches;
  private final Caller caller;
  private final Set<String> among;
  private final ServerCallStreamObserver<WatchResponse> observer;
  private final RepeatedTask task;
  private volatile boolean isProgressDue = true;
  private volatile boolean isEnded;
  private boolean isChecked;

  /** Alerts up to here were sent; below 0: it begins with what is raised from now on. */
  private long position;

  /** A stream of what a checked request requests. */
  AlertStream(
      Watches watches,
      Caller caller,
      WatchRequest request,
      ServerCallStreamObserver<WatchResponse> observer,
      Executor executor) {
    this.watches = watches;
    this.caller = caller;
    this.among = Set.copyOf(request.getWatchesList());
    this.position = request.hasAfterPosition() ? Math.max(0, request.getAfterPosition()) : -1;
    this.observer = observer;
    this.task = new RepeatedTask(executor, this::send);
  }

  @Override
  public String tenant() {
    return caller.tenant();
  }

  @Override
  public void wake() {
    task.wake();
  }

  @Override
  public void progressDue() {
    isProgressDue = true;
    wake();
  }

  private boolean send() {
    try {
      return !isEnded && !observer.isCancelled() && step();
    } catch (RuntimeException | Error e) {
      fail(Failures.statusOf("a stream of alerts", e));
      return false;
    }
  }

  private void fail(StatusRuntimeException status) {
    isEnded = true;
    watches.hub().remove(this);
    if (!observer.isCancelled()) {
      observer.onError(status);
    }
  }

  /** Sends what there is; true when there may be more at once. */
  private boolean step() {
    if (!isChecked) {
      among.forEach(name -> watches.requireThere(caller.tenant(), name));
      isChecked = true;
    }
    if (position < 0) {
      position = watches.store().alerts().lastPosition(caller.tenant());
    }
    if (!observer.isReady()) {
      return false;
    }
    // Alerts of a slice are on disk before the position of the watches moves past it.
    long gistPosition = watches.position();
    AlertStore.Slice slice =
        watches.store().alerts().after(caller.tenant(), position, among, BATCH);
    for (Alert alert : slice.alerts()) {
      if (!observer.isReady()) {
        return false;
      }
      if (AlertCalls.covers(caller, alert)) {
        observer.onNext(WatchResponse.newBuilder().setAlert(alert).build());
      }
      position = alert.getPosition();
    }
    position = slice.throughPosition();
    if (slice.isMore()) {
      return true;
    }
    if (isProgressDue) {
      isProgressDue = false;
      observer.onNext(progress(gistPosition));
    }
    return false;
  }

  private WatchResponse progress(long gistPosition) {
    return WatchResponse.newBuilder()
        .setProgress(
            WatchProgress.newBuilder().setAlertPosition(position).setGistPosition(gistPosition))
        .build();
  }
}
