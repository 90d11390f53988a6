package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.LedgerException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * A write that waits for its commit. One whose future was cancelled before its turn is left out.
 */
final class PendingWrite<T> {
  private final LedgerWrite<T> write;
  private final int weight;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private T result;
  private LedgerException refusal;

  PendingWrite(LedgerWrite<T> write, int weight) {
    this.write = write;
    this.weight = weight;
  }

  CompletableFuture<T> future() {
    return future;
  }

  /** How many rows it is likely to write. */
  int weight() {
    return weight;
  }

  void run(LedgerWrites writes) throws SQLException {
    result = null;
    refusal = null;
    if (future.isCancelled()) {
      return;
    }
    try {
      result = write.run(writes);
    } catch (LedgerException e) {
      refusal = e;
    }
  }

  /** Tells the outcome of the last run; to be called after its commit. */
  void complete() {
    if (refusal == null) {
      future.complete(result);
    } else {
      future.completeExceptionally(refusal);
    }
  }

  void fail(Throwable cause) {
    future.completeExceptionally(cause);
  }
}
