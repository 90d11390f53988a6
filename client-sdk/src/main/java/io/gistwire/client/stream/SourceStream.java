package io.gistwire.client.stream;

import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistMessages;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireException;
import io.gistwire.client.Receipt;
import io.gistwire.client.StreamFullException;
import io.gistwire.client.StreamListener;
import io.gistwire.client.StreamStoppedException;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.client.photos.PhotoCode;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.refine.LaterLayerAnswers;
import io.gistwire.client.session.EncodedGist;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The stream that callers hold: bounds what is accepted, encodes photos, and hands gists to the
 * driver. Thread-safe.
 */
public final class SourceStream implements GistStream {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /** Closing itself, and callbacks that are due, get a second when there is no time left. */
  private static final long LAST_SECOND_NANOS = 1_000_000_000L;

  private final StreamSettings settings;
  private final OutboxStore store;
  private final @Nullable PhotoShelf shelf;
  private final SerialExecutor disk;
  private final SerialExecutor encoder;
  private final SerialExecutor callbacks;
  private final StreamDriver driver;
  private final Notices notices;
  private final Demand demand;
  private final WaitingPhotos waitingPhotos = new WaitingPhotos();
  private final Runnable onClosed;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Opens the stream of an outbox, which it closes at its end.
   *
   * @param shelf the photos that are kept; null when none are
   * @param onClosed run when it is closed
   */
  public SourceStream(
      String source,
      OutboxStore store,
      @Nullable PhotoShelf shelf,
      StreamSettings settings,
      StreamListener listener,
      Runnable onClosed) {
    this.settings = settings;
    this.store = store;
    this.shelf = shelf;
    this.onClosed = onClosed;
    this.disk = new SerialExecutor(settings.disks());
    this.encoder = new SerialExecutor(settings.encodes());
    this.callbacks = new SerialExecutor(settings.callbacks());
    this.notices = new Notices(callbacks, listener);
    this.demand = new Demand(settings.limits(), store.stats(), settings.callbacks());
    PhotoEncoder photoEncoder = settings.encoder();
    this.driver =
        new StreamDriver(
            source,
            store,
            new OutboxWork(store, shelf, settings.limits(), demand, waitingPhotos),
            new Answers(
                new LaterLayerAnswers(
                    store, shelf, photoEncoder, disk, encoder, notices::outboxFailed)),
            demand,
            notices,
            disk,
            callbacks,
            settings);
    driver.start(photoEncoder == null ? null : photoEncoder.fingerprint());
  }

  @Override
  public Receipt send(byte[] photo) {
    return send(
        photo, EncodeOptions.defaults(), CaptureInfo.ofPhoto(photo, System.currentTimeMillis()));
  }

  @Override
  public Receipt send(byte[] photo, EncodeOptions options, CaptureInfo info) {
    PhotoEncoder photoEncoder = settings.encoder();
    if (photoEncoder == null) {
      throw new IllegalStateException(
          "the client has no encoder: give its builder one, send a ready gist, or let the server"
              + " encode with gists().create(source, photo)");
    }
    Objects.requireNonNull(photo, "photo");
    return onEncoder(
        photo,
        (digest, receipt) ->
            submit(photoEncoder.encode(photo, options), info, photo, digest, receipt));
  }

  @Override
  public Receipt send(Gist gist, byte[] photo, CaptureInfo info) {
    checkLayers(gist);
    Objects.requireNonNull(photo, "photo");
    return onEncoder(photo, (digest, receipt) -> submit(gist, info, photo, digest, receipt));
  }

  private Receipt onEncoder(byte[] photo, PhotoTask task) {
    PendingReceipt receipt = new PendingReceipt(TraceContext.current(settings.traces()));
    if (isClosed(receipt)) {
      return receipt;
    }
    StreamFullException full = demand.acceptPhoto(photo.length);
    if (full == null) {
      PhotoDigest digest = PhotoDigest.of(photo);
      waitingPhotos.add(digest);
      encoder.execute(() -> run(task, photo.length, digest, receipt));
    } else {
      fail(receipt, full);
    }
    return receipt;
  }

  private void run(PhotoTask task, int photoBytes, PhotoDigest digest, PendingReceipt receipt) {
    Exception failure = null;
    if (closed) {
      failure = StreamStoppedException.closed("the stream is closed", null);
    } else {
      try {
        task.run(digest, receipt);
      } catch (UnreadablePhotoException | RuntimeException e) {
        failure = e;
      }
    }
    demand.photoDone(photoBytes);
    if (failure != null) {
      demand.gistsDone(1);
      waitingPhotos.remove(digest);
      fail(receipt, failure);
    }
  }

  @Override
  public Receipt send(Gist gist) {
    return send(gist, CaptureInfo.now());
  }

  @Override
  public Receipt send(Gist gist, CaptureInfo info) {
    checkLayers(gist);
    PendingReceipt receipt = new PendingReceipt(TraceContext.current(settings.traces()));
    if (isClosed(receipt)) {
      return receipt;
    }
    StreamFullException full = demand.acceptGist();
    if (full == null) {
      submit(gist, info, null, null, receipt);
    } else {
      fail(receipt, full);
    }
    return receipt;
  }

  private static void checkLayers(Gist gist) {
    if (gist.layers().isEmpty()) {
      throw new IllegalArgumentException("the gist has no layer; at least one is needed");
    }
  }

  private void submit(
      Gist gist,
      CaptureInfo info,
      byte @Nullable [] photo,
      @Nullable PhotoDigest digest,
      PendingReceipt receipt) {
    driver.submit(
        new OutgoingGist(
            encoded(gist, photo == null ? info : info.sizedBy(photo)),
            receipt,
            digest,
            photo == null ? null : stage(photo, gist)));
  }

  private static EncodedGist encoded(Gist gist, CaptureInfo info) {
    return EncodedGist.of(
        gist.fingerprint(),
        GistMessages.toMessage(gist).toBuilder()
            .setCaptureTimeMillis(info.captureMillis())
            .setPhotoWidthPixels(info.widthPixels())
            .setPhotoHeightPixels(info.heightPixels())
            .build());
  }

  /** Writes the photo where later answers are made of it; null when none is kept. */
  private PhotoShelf.@Nullable Staged stage(byte[] photo, Gist gist) {
    try {
      return shelf == null ? null : shelf.stage(photo, PhotoCode.of(gist)).orElse(null);
    } catch (IOException e) {
      notices.outboxFailed(
          new OutboxException("a photo could not be kept for later answers: " + e.getMessage(), e));
      return null;
    }
  }

  private boolean isClosed(PendingReceipt receipt) {
    if (closed) {
      fail(receipt, StreamStoppedException.closed("the stream is closed", null));
    }
    return closed;
  }

  private void fail(PendingReceipt receipt, Exception why) {
    settings.callbacks().execute(() -> receipt.fail(why));
  }

  @Override
  public CompletionStage<Void> ready() {
    return demand.ready();
  }

  @Override
  public CompletionStage<Boolean> sentBefore(PhotoDigest photo) {
    return waitingPhotos.contains(photo)
        ? CompletableFuture.completedFuture(true)
        : onDisk(() -> waitingPhotos.contains(photo) || store.hasStored(photo));
  }

  @Override
  public Optional<GistwireException> lastFailure() {
    return Optional.ofNullable(driver.lastFailure());
  }

  @Override
  public OutboxStats pending() {
    return driver.pending();
  }

  @Override
  public SessionState state() {
    return driver.state();
  }

  @Override
  public LinkEstimate link() {
    return driver.link();
  }

  @Override
  public CompletionStage<Void> flush() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    flushed()
        .whenComplete(
            (nothing, failure) ->
                callbacks.execute(
                    () -> {
                      if (failure == null) {
                        told.complete(null);
                      } else {
                        told.completeExceptionally(failure);
                      }
                    }));
    return told;
  }

  /** Completes on the loop when all that was sent before is delivered or given up. */
  private CompletableFuture<Void> flushed() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    afterStored(() -> driver.flush(store.stats().lastSequence(), done));
    return done;
  }

  /** Runs a task on the disk when all that was sent before is stored. */
  private void afterStored(Runnable task) {
    encoder.execute(
        () ->
            disk.execute(
                () -> {
                  driver.storeWaiting();
                  task.run();
                }));
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(int limit) {
    return onDisk(() -> store.deadLetters(limit));
  }

  @Override
  public CompletionStage<Void> forgetDeadLetter(long sequence) {
    return onDisk(
        () -> {
          store.forgetDeadLetter(sequence);
          return null;
        });
  }

  private <T extends @Nullable Object> CompletionStage<T> onDisk(DiskCall<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    disk.execute(
        () -> {
          try {
            T value = call.run();
            settings.callbacks().execute(() -> answer.complete(value));
          } catch (OutboxException e) {
            Exception why =
                closed ? StreamStoppedException.closed("the stream is closed", null) : e;
            settings.callbacks().execute(() -> answer.completeExceptionally(why));
          }
        });
    return answer;
  }

  @Override
  public void networkChanged() {
    driver.networkChanged();
  }

  @Override
  public boolean close(Duration atMost) {
    if (closing.getAndSet(true)) {
      return driver.pending().entries() == 0;
    }
    long endNanos = System.nanoTime() + atMost.toNanos();
    boolean delivered = await(flushed(), endNanos);
    closed = true;
    demand.end(StreamStoppedException.closed("the stream is closed", null));
    await(driver.close(), Math.max(endNanos, System.nanoTime() + LAST_SECOND_NANOS));
    closeStore();
    if (!settings.callbacks().isCurrent()) { // else they come after the one that closes
      CompletableFuture<Void> told = new CompletableFuture<>();
      callbacks.execute(() -> told.complete(null));
      await(told, Math.max(endNanos, System.nanoTime() + LAST_SECOND_NANOS));
    }
    onClosed.run();
    return delivered;
  }

  private void closeStore() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    disk.execute(
        () -> {
          try {
            store.close();
          } catch (OutboxException e) {
            // What was stored is stored; trims that were not are made again by the next Opened.
          } finally {
            done.complete(null);
          }
        });
    done.join();
  }

  /** Waits; returns whether the stage completed well before the time was over. */
  private static boolean await(CompletableFuture<Void> stage, long endNanos) {
    try {
      if (endNanos == Long.MAX_VALUE) {
        stage.get();
      } else {
        stage.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    afterStored(() -> stored.complete(null));
    await(stored, Long.MAX_VALUE);
    close(CLOSE_PATIENCE);
  }

  /** Work with a photo. */
  private interface PhotoTask {
    void run(PhotoDigest digest, PendingReceipt receipt) throws UnreadablePhotoException;
  }

  /** Work on the store. */
  private interface DiskCall<T extends @Nullable Object> {
    T run() throws OutboxException;
  }
}
