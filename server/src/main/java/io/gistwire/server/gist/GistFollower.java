package io.gistwire.server.gist;

import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.calls.RepeatedTask;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.refusal.Failures;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stream of FollowGists. It reads the log when the transport takes messages and there may be
 * new ones, so a reader that stops costs no memory.
 */
final class GistFollower {
  private static final int SLICE_ROWS = 128;

  private final Ledger ledger;
  private final String tenant;
  private final CompiledFilter filter;
  private final Function<HeldGist, StoredGist> shown;
  private final ServerCallStreamObserver<FollowGistsResponse> observer;
  private final Consumer<GistFollower> ended;
  private final RepeatedTask task;
  private volatile boolean isProgressDue = true;
  private boolean isEnded;

  /** All events up to here were sent or passed over. */
  private long position;

  GistFollower(
      Ledger ledger,
      String tenant,
      CompiledFilter filter,
      Function<HeldGist, StoredGist> shown,
      long position,
      ServerCallStreamObserver<FollowGistsResponse> observer,
      Executor executor,
      Consumer<GistFollower> ended) {
    this.ledger = ledger;
    this.tenant = tenant;
    this.filter = filter;
    this.shown = shown;
    this.position = position;
    this.observer = observer;
    this.ended = ended;
    this.task = new RepeatedTask(executor, this::step);
  }

  /** Something may be new. Returns at once. */
  void wake() {
    task.wake();
  }

  /** The position is to be told. Returns at once. */
  void progressDue() {
    isProgressDue = true;
    wake();
  }

  private boolean step() {
    try {
      return !isEnded && !observer.isCancelled() && observer.isReady() && readOn();
    } catch (RuntimeException | Error e) {
      fail(Failures.statusOf("a stream of gists", e));
      return false;
    }
  }

  private void fail(StatusRuntimeException status) {
    isEnded = true;
    ended.accept(this);
    if (!observer.isCancelled()) {
      observer.onError(status);
    }
  }

  /** Sends what a slice of the log holds; returns whether there may be more. */
  private boolean readOn() {
    LedgerLog.Slice slice = ledger.log().readAfter(position, SLICE_ROWS);
    for (LedgerEvent event : slice.events()) {
      if (!observer.isReady()) {
        return false;
      }
      message(event)
          .ifPresent(
              message -> {
                isProgressDue = false;
                observer.onNext(message.setPosition(event.position()).build());
              });
      position = event.position();
    }
    boolean isMore = slice.throughPosition() > position || !slice.events().isEmpty();
    position = Math.max(position, slice.throughPosition());
    if (!isMore && isProgressDue) {
      isProgressDue = false;
      observer.onNext(FollowGistsResponse.newBuilder().setPosition(position).build());
    }
    return isMore;
  }

  private Optional<FollowGistsResponse.Builder> message(LedgerEvent event) {
    if (!event.epoch().source().tenant().equals(tenant)) {
      return Optional.empty();
    }
    if (event instanceof LedgerEvent.Put put) {
      return stored(put.key());
    }
    if (event instanceof LedgerEvent.Layers layers) {
      return stored(layers.key());
    }
    if (event instanceof LedgerEvent.Delete delete && filter.takesSource(delete.key())) {
      return Optional.of(FollowGistsResponse.newBuilder().setDeletedGist(delete.key().toName()));
    }
    return Optional.empty();
  }

  private Optional<FollowGistsResponse.Builder> stored(GistKey key) {
    if (!filter.takesSource(key)) {
      return Optional.empty();
    }
    return ledger
        .find(key)
        .filter(filter::takes)
        .map(held -> FollowGistsResponse.newBuilder().setGist(shown.apply(held)));
  }
}
