package io.gistwire.server.gist;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of FollowGists, woken by every commit of the ledger. Thread-safe. */
final class GistFollowers {
  private final Ledger ledger;
  private final PackIndexes indexes;
  private final CallExecutor calls;
  private final Set<GistFollower> followers = ConcurrentHashMap.newKeySet();

  /**
   * Subscribes to the ledger's log for as long as the ledger is open.
   *
   * @param calls runs short steps of all streams
   */
  GistFollowers(Ledger ledger, PackIndexes indexes, CallExecutor calls) {
    this.ledger = ledger;
    this.indexes = indexes;
    this.calls = calls;
    ledger.log().subscribe(position -> followers.forEach(GistFollower::wake));
  }

  /** Starts a stream, or ends it with the reason why it cannot be. */
  void follow(FollowGistsRequest request, ServerCallStreamObserver<FollowGistsResponse> observer) {
    try {
      Caller caller = Caller.current();
      caller.require(Permission.PERMISSION_READ);
      CompiledFilter filter = CompiledFilter.of(request.getFilter(), caller).among(indexes);
      GistMask mask = GistMask.of(request.getReadMask(), GistMask.withoutGist());
      GistFollower follower =
          new GistFollower(
              ledger,
              caller.tenant(),
              filter,
              held -> GistView.of(indexes).show(held, mask),
              position(request),
              observer,
              task -> calls.execute(caller.tenant(), task),
              followers::remove);
      observer.setOnCancelHandler(() -> followers.remove(follower));
      observer.setOnReadyHandler(follower::wake);
      followers.add(follower);
      follower.wake();
    } catch (Refusal refusal) {
      observer.onError(refusal.toStatus());
    }
  }

  /**
   * A position whose deletions were pruned since would leave the follower with gists that are not
   * held.
   */
  private long position(FollowGistsRequest request) {
    long last = ledger.log().lastPosition();
    if (!request.hasAfterPosition()) {
      return last;
    }
    long after = request.getAfterPosition();
    long pruned = ledger.log().prunedThrough();
    if (after != 0 && (after < pruned || after > last)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_POSITION_EXPIRED,
              "after_position "
                  + Long.toUnsignedString(after)
                  + " is not in the log, which holds "
                  + pruned
                  + " to "
                  + last
                  + "; forget what was received and start with 0")
          .with("oldest_position", Long.toString(pruned));
    }
    return after;
  }

  /** Every follower is told the position. Returns at once. */
  void signsOfLife() {
    followers.forEach(GistFollower::progressDue);
  }
}
