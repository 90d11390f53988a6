package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import io.gistwire.client.StreamFullException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OverflowPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a stream has accepted and not yet stored, bounds it, and signals when there is
 * capacity again. Thread-safe; never blocks on I/O.
 */
final class Demand {
  /** Photos that may wait for the encoder. */
  static final int MAX_PHOTOS = 64;

  /** Bytes of photos that may wait for the encoder; one photo is accepted whatever its size. */
  static final long MAX_PHOTO_BYTES = 64L << 20;

  /** Gists and photos that may wait for the outbox's disk. */
  static final int MAX_GISTS = 16_384;

  private final OutboxLimits limits;
  private final Executor callbacks;
  private int photos;
  private long photoBytes;
  private int gists;
  private long entries;
  private boolean outboxFull;
  private @Nullable CompletableFuture<Void> waiting;
  private @Nullable GistwireException ended;

  /** Stages complete on {@code callbacks}. */
  Demand(OutboxLimits limits, OutboxStats stats, Executor callbacks) {
    this.limits = limits;
    this.entries = stats.entries();
    this.callbacks = callbacks;
  }

  /** Accepts a gist; null, or why not. */
  synchronized @Nullable StreamFullException acceptGist() {
    if (gists >= MAX_GISTS) {
      return new StreamFullException(
          gists
              + " gists wait for the outbox's disk already; at most "
              + MAX_GISTS
              + " are allowed");
    }
    gists++;
    return null;
  }

  /** Accepts a photo, and its gist; null, or why not. */
  synchronized @Nullable StreamFullException acceptPhoto(int bytes) {
    if (photos >= MAX_PHOTOS || (photos > 0 && photoBytes + bytes > MAX_PHOTO_BYTES)) {
      return new StreamFullException(
          photos
              + " photos with "
              + photoBytes
              + " bytes wait for the encoder already; at most "
              + MAX_PHOTOS
              + " photos and "
              + MAX_PHOTO_BYTES
              + " bytes are allowed");
    }
    StreamFullException full = acceptGist();
    if (full == null) {
      photos++;
      photoBytes += bytes;
    }
    return full;
  }

  /** A photo was encoded, or could not be. */
  void photoDone(int bytes) {
    synchronized (this) {
      photos--;
      photoBytes -= bytes;
    }
    signal();
  }

  /** Gists were stored or refused, or their photos could not be encoded. */
  void gistsDone(int count) {
    synchronized (this) {
      gists -= count;
    }
    signal();
  }

  /** What the outbox holds now. */
  void outboxHolds(OutboxStats stats) {
    synchronized (this) {
      outboxFull &= stats.entries() >= entries && stats.entries() > 0;
      entries = stats.entries();
    }
    signal();
  }

  /** The outbox refused a gist for want of space; there is none until it holds less. */
  synchronized void outboxIsFull(OutboxStats stats) {
    outboxFull = stats.entries() > 0;
  }

  /** Completes when one more photo or gist would be accepted. */
  synchronized CompletionStage<Void> ready() {
    GistwireException why = ended;
    CompletableFuture<Void> stage = new CompletableFuture<>();
    if (why != null) {
      stage.completeExceptionally(why);
    } else if (hasCapacity()) {
      stage.complete(null);
    } else {
      CompletableFuture<Void> shared = waiting;
      if (shared == null) {
        shared = new CompletableFuture<>();
        waiting = shared;
      }
      Stages.copy(shared, stage);
    }
    return stage;
  }

  private boolean hasCapacity() {
    boolean space =
        photos < MAX_PHOTOS && photoBytes < MAX_PHOTO_BYTES && gists < MAX_GISTS && !outboxFull;
    return space
        && (limits.policy() != OverflowPolicy.REFUSE || entries + gists < limits.maxEntries());
  }

  private void signal() {
    CompletableFuture<Void> ready;
    synchronized (this) {
      if (waiting == null || !hasCapacity()) {
        return;
      }
      ready = waiting;
      waiting = null;
    }
    callbacks.execute(() -> ready.complete(null));
  }

  /** The stream ended: nothing is accepted any more. */
  void end(GistwireException why) {
    CompletableFuture<Void> left;
    synchronized (this) {
      ended = why;
      left = waiting;
      waiting = null;
    }
    if (left != null) {
      callbacks.execute(() -> left.completeExceptionally(why));
    }
  }
}
