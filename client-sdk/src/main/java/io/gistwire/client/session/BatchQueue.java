package io.gistwire.client.session;

import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The next records to send, with their content: a short stretch of the outbox, without a hole,
 * refilled by {@link Effect.Load}. Not thread-safe.
 *
 * <p>Invariant: the queue covers exactly the sequences {@code next} to {@code loadedThrough}.
 */
final class BatchQueue {
  /** What a gist costs beside its layers, usually: a tenth of them, and its time. */
  private static final int USUAL_GIST_BYTES = 3;

  /** What columns cost, usually. */
  private static final int USUAL_BATCH_BYTES = 32;

  /** What a gist costs in columns beside its own message, and columns themselves, at most. */
  private static final int MOST_GIST_BYTES = 24;

  private static final int MOST_BATCH_BYTES = 128;

  private static final int LOW_RECORDS = 512;
  private static final int LOAD_RECORDS = 2_048;

  /**
   * What a batch would be.
   *
   * @param usualBytes its size as batches usually are
   * @param mostBytes what it cannot exceed
   * @param full whether waiting longer would not make it larger
   */
  record Plan(long first, long last, int usualBytes, int mostBytes, boolean full) {}

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private long next;
  private long loadedThrough;
  private long lastSequence;
  private long queuedBytes;
  private long waitingSinceNanos;
  private boolean loading;

  BatchQueue(long trimmedThrough, long lastSequence) {
    this.next = trimmedThrough + 1;
    this.loadedThrough = trimmedThrough;
    this.lastSequence = lastSequence;
  }

  void appended(long sequence) {
    lastSequence = Math.max(lastSequence, sequence);
  }

  void loaded(Event.Loaded loaded, long nowNanos) {
    loading &= !loaded.asked();
    if (loaded.from() != loadedThrough + 1 || loaded.items().isEmpty()) {
      return; // from before a rewind, or fresh while older records wait in the outbox
    }
    if (items.isEmpty()) {
      waitingSinceNanos = nowNanos;
      next = loaded.items().get(0).first();
    }
    for (Item item : loaded.items()) {
      checkNext(item);
      items.add(item);
      loadedThrough = item.last();
      queuedBytes += sizeOf(item);
    }
  }

  private void checkNext(Item item) {
    if (!items.isEmpty() && item.first() != loadedThrough + 1) {
      throw new IllegalStateException(
          "the outbox returned sequence "
              + item.first()
              + " where "
              + (loadedThrough + 1)
              + " follows; check its file, or the OutboxStore that keeps it");
    }
  }

  /** What to load now; null when there is nothing or enough. */
  Effect.@Nullable Load load(int batchBytes) {
    if (loading || !isLow(batchBytes) || loadedThrough >= lastSequence) {
      return null;
    }
    loading = true;
    return new Effect.Load(loadedThrough + 1, LOAD_RECORDS, Math.max(16_384, 8 * batchBytes));
  }

  boolean isLow(int batchBytes) {
    return items.size() < LOW_RECORDS && queuedBytes < 2L * batchBytes;
  }

  /** Goes on from a sequence: drops what lies before it, or loads again what was sent already. */
  void continueFrom(long sequence) {
    if (sequence < next || sequence > loadedThrough + 1) {
      items.clear();
      queuedBytes = 0;
      loadedThrough = sequence - 1;
    }
    while (!items.isEmpty() && items.peek().first() < sequence) {
      Item item = poll();
      if (item instanceof Item.OfSkip skip && skip.last() >= sequence) {
        items.addFirst(new Item.OfSkip(sequence, skip.last(), skip.reason()));
      }
    }
    next = sequence;
  }

  /** The head, if it is a skip. */
  Item.@Nullable OfSkip skip() {
    return items.peek() instanceof Item.OfSkip skip ? skip : null;
  }

  /** The head, if it is a gist. */
  Item.@Nullable OfGist gist() {
    return items.peek() instanceof Item.OfGist gist ? gist : null;
  }

  /** The fingerprint of the first gist, if there is one. */
  @Nullable CodeFingerprint fingerprint() {
    for (Item item : items) {
      if (item instanceof Item.OfGist gist) {
        return gist.fingerprint();
      }
    }
    return null;
  }

  /**
   * The largest batch at the head within the bounds. The head must be a gist.
   *
   * @param usualBytes the link's bound
   * @param mostBytes the server's bound
   * @param maxGistBytes the server's bound of one gist; the batch ends before a larger one
   */
  Plan plan(int usualBytes, int mostBytes, int maxGists, int maxGistBytes) {
    int usual = USUAL_BATCH_BYTES;
    int most = MOST_BATCH_BYTES;
    int gists = 0;
    CodeFingerprint fingerprint = null;
    for (Item item : items) {
      boolean fits = item instanceof Item.OfGist gist && gists < maxGists;
      if (fits && gists > 0) {
        Item.OfGist gist = (Item.OfGist) item;
        fits =
            gist.fingerprint().equals(fingerprint)
                && gist.bytes() <= maxGistBytes
                && usual + usualBytes(gist) <= usualBytes
                && most + mostBytes(gist) <= mostBytes;
      }
      if (!fits) {
        return new Plan(next, next + gists - 1, usual, most, true);
      }
      Item.OfGist gist = (Item.OfGist) item;
      fingerprint = gist.fingerprint();
      usual += usualBytes(gist);
      most += mostBytes(gist);
      gists++;
    }
    return new Plan(next, next + gists - 1, usual, most, gists >= maxGists);
  }

  /** Takes everything through a sequence off the head, to be sent; returns the gists of it. */
  List<EncodedGist> take(long sequence, long nowNanos) {
    List<EncodedGist> taken = new ArrayList<>();
    while (!items.isEmpty() && items.peek().last() <= sequence) {
      if (poll() instanceof Item.OfGist gist) {
        taken.add(gist.gist());
      }
    }
    next = sequence + 1;
    waitingSinceNanos = nowNanos;
    return taken;
  }

  /** Puts a skip in place of the gist at the head. */
  void skipHead(Item.OfSkip skip) {
    poll();
    items.addFirst(skip);
  }

  private Item poll() {
    Item item = items.remove();
    queuedBytes -= sizeOf(item);
    return item;
  }

  private static int usualBytes(Item.OfGist gist) {
    return gist.layerBytes() + USUAL_GIST_BYTES;
  }

  private static int mostBytes(Item.OfGist gist) {
    return gist.bytes() + MOST_GIST_BYTES;
  }

  private static int sizeOf(Item item) {
    return item instanceof Item.OfGist gist ? usualBytes(gist) : 0;
  }

  long next() {
    return next;
  }

  long lastSequence() {
    return lastSequence;
  }

  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Nothing is left to send, here or in the outbox. */
  boolean isDone() {
    return items.isEmpty() && loadedThrough >= lastSequence;
  }
}
