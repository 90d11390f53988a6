package io.gistwire.client.stream;

import com.google.protobuf.ByteString;
import io.gistwire.client.GistKey;
import io.gistwire.client.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A receipt that the stream completes. What callers get are copies, so that cancelling is theirs.
 */
final class PendingReceipt implements Receipt {
  private final CompletableFuture<GistKey> stored = new CompletableFuture<>();
  private final CompletableFuture<GistKey> delivered = new CompletableFuture<>();
  private final @Nullable ByteString trace;

  /** A receipt of what is sent now, which belongs to this trace; null for none. */
  PendingReceipt(@Nullable ByteString trace) {
    this.trace = trace;
  }

  @Nullable ByteString trace() {
    return trace;
  }

  @Override
  public CompletionStage<GistKey> stored() {
    return Stages.copy(stored);
  }

  @Override
  public CompletionStage<GistKey> delivered() {
    return Stages.copy(delivered);
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
