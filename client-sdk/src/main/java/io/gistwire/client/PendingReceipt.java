package io.gistwire.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A receipt that the stream completes. What callers get are copies, so that cancelling is theirs.
 */
final class PendingReceipt implements Receipt {
  private final CompletableFuture<GistKey> stored = new CompletableFuture<>();
  private final CompletableFuture<GistKey> delivered = new CompletableFuture<>();

  @Override
  public CompletionStage<GistKey> stored() {
    return stored.thenApply(key -> key);
  }

  @Override
  public CompletionStage<GistKey> delivered() {
    return delivered.thenApply(key -> key);
  }

  void markStored(GistKey key) {
    stored.complete(key);
  }

  void markDelivered(GistKey key) {
    delivered.complete(key);
  }

  /** Both stages fail, unless they are complete already. */
  void fail(Throwable why) {
    stored.completeExceptionally(why);
    delivered.completeExceptionally(why);
  }
}
