package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits for its commit. Each round it plans which documents it needs, enters what it
 * changes into the commit (again, where another server committed meanwhile), and settles. One whose
 * future was cancelled before its turn is left out. One thread, but for the future.
 */
abstract class PendingWrite<T> {
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private @Nullable LedgerException refusedPlan;
  private @Nullable LedgerException refusedEntry;
  private boolean planGoesOn;
  private boolean entryGoesOn;
  private boolean entering;

  CompletableFuture<T> future() {
    return future;
  }

  /** How many documents it is likely to write. */
  int weight() {
    return 1;
  }

  /** Reads and claims documents. */
  abstract void plan(Round round) throws LedgerException, StoreException;

  /** Adds entries to the commit. Called with the claims written. */
  abstract void enter(Round round, Draft draft) throws LedgerException;

  /** Called after the commit: notes what is known only now. */
  void settle(Round round) {}

  /** What the caller gets. */
  abstract T result();

  /** Whether it must know what other servers have committed until now. */
  boolean needsFreshState() {
    return false;
  }

  /** The gist that it reads first: those of a group are read at once. */
  Optional<GistKey> keyToRead() {
    return Optional.empty();
  }

  /** Goes on in the next round. */
  final void goOn() {
    if (entering) {
      entryGoesOn = true;
    } else {
      planGoesOn = true;
    }
  }

  final boolean isUnfinished() {
    return (planGoesOn || entryGoesOn) && !isRefused();
  }

  final boolean isRefused() {
    return refusedPlan != null || refusedEntry != null;
  }

  final void begin(Round round) throws StoreException {
    planGoesOn = false;
    entryGoesOn = false;
    refusedPlan = null;
    refusedEntry = null;
    try {
      plan(round);
    } catch (LedgerException e) {
      refusedPlan = e;
    }
  }

  final void tryEnter(Round round, Draft draft) {
    if (refusedPlan == null) {
      refusedEntry = null;
      entryGoesOn = false;
      entering = true;
      try {
        enter(round, draft);
      } catch (LedgerException e) {
        refusedEntry = e;
      }
      entering = false;
    }
  }

  /** Tells the outcome. */
  final void complete() {
    LedgerException refusal = refusedPlan == null ? refusedEntry : refusedPlan;
    if (refusal == null) {
      future.complete(result());
    } else {
      future.completeExceptionally(refusal);
    }
  }

  final void fail(Throwable cause) {
    future.completeExceptionally(cause);
  }
}
