package io.gistwire.cli.send;

import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistRejectedException;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireException;
import io.gistwire.client.Receipt;
import io.gistwire.client.StreamStoppedException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends photos over a stream, no faster than it accepts them, and counts what becomes of them. One
 * thread sends; receipts come on another.
 */
final class PhotoSender implements FolderFollower.Taker {
  /** Below what a stream lets wait for its encoder. */
  private static final long MAX_IN_FLIGHT_BYTES = 48L << 20;

  private static final EncodeOptions OPTIONS =
      EncodeOptions.defaults()
          .withLayers(EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES));

  /**
   * What became of the photos.
   *
   * @param delivered on the server's disk
   * @param sentBefore passed over: the outbox has sent them before
   * @param failed could not be read, encoded, kept, or were refused
   * @param open handed to the stream, without an answer yet
   */
  record Counts(int delivered, int sentBefore, int failed, int open) {
    int done() {
      return delivered + sentBefore + failed;
    }

    int total() {
      return done() + open;
    }
  }

  private final GistStream stream;
  private final boolean again;
  private final Duration patience;
  private final Problems problems;
  private final InFlight inFlight = new InFlight(MAX_IN_FLIGHT_BYTES);
  private final SentPhotos sent = new SentPhotos();
  private final Set<Path> givenBack = new HashSet<>();
  private int delivered;
  private int sentBefore;
  private int failed;
  private int open;
  private int notStored;
  private @Nullable OutboxException outboxFailure;

  /**
   * Sends over a stream.
   *
   * @param again also what this outbox sent before this run
   * @param patience how long an outbox may be full without an ack before sending is given up
   */
  PhotoSender(GistStream stream, boolean again, Duration patience, Problems problems) {
    this.stream = stream;
    this.again = again;
    this.patience = patience;
    this.problems = problems;
  }

  /**
   * Reads and sends a photo; one that cannot be read is reported and counted.
   *
   * @throws CommandException when the outbox takes no photo, so that none after it would be sent
   */
  void send(Path file) throws InterruptedException {
    try {
      byte[] photo = PhotoFile.read(file);
      send(file, FileState.of(Files.readAttributes(file, BasicFileAttributes.class)), photo);
      checkOutbox();
    } catch (InterruptedIOException toldToEnd) {
      throw new InterruptedException(toldToEnd.getMessage());
    } catch (IOException | UnreadablePhotoException unreadable) {
      fail(file, unreadable);
    }
  }

  @Override
  public boolean take(Path file, FileState state, byte[] photo) throws InterruptedException {
    send(file, state, photo);
    return true;
  }

  @Override
  public synchronized Set<Path> givenBack() {
    Set<Path> files = new HashSet<>(givenBack);
    givenBack.clear();
    return files;
  }

  private void send(Path file, FileState state, byte[] photo) throws InterruptedException {
    PhotoDigest digest = PhotoDigest.of(photo);
    if (sent.has(digest, file, state.key())
        || !again && !sent.hasContent(digest) && await(stream.sentBefore(digest))) {
      count(0, 1, 0, 0);
      return;
    }
    inFlight.enter(photo.length);
    awaitReady();
    sent.add(digest, file, state.key());
    count(0, 0, 0, 1);
    synchronized (this) {
      notStored++;
    }
    CaptureInfo taken = CaptureInfo.ofPhoto(photo, state.modified().toMillis());
    Receipt receipt = stream.send(photo, OPTIONS, taken);
    receipt.stored().whenComplete((key, failure) -> stored(photo.length, failure));
    receipt
        .delivered()
        .whenComplete((key, failure) -> answered(file, digest, state.key(), failure));
  }

  private void stored(int photoBytes, Throwable failure) {
    inFlight.leave(photoBytes);
    if (!(failure instanceof StreamStoppedException)
        && !(failure instanceof CompletionException
            && failure.getCause() instanceof StreamStoppedException)) {
      synchronized (this) {
        notStored--;
      }
    }
  }

  /** Waits for capacity; a full outbox that nothing is taken from is an end. */
  private void awaitReady() throws InterruptedException {
    CompletionStage<Void> ready = stream.ready();
    long left = stream.pending().entries();
    long sinceNanos = System.nanoTime();
    while (!ready.toCompletableFuture().isDone()) {
      try {
        ready.toCompletableFuture().get(1, TimeUnit.SECONDS);
      } catch (TimeoutException full) {
        if (stream.pending().entries() != left || stream.lastFailure().isEmpty()) {
          left = stream.pending().entries();
          sinceNanos = System.nanoTime();
        } else if (System.nanoTime() - sinceNanos > patience.toNanos()) {
          throw new CommandException(
              "the outbox is full with " + left + " gists, and " + reason(),
              ServerFailures.advice(stream.lastFailure().get()));
        }
      } catch (ExecutionException ended) {
        throw ServerFailures.explain(Objects.requireNonNull(ended.getCause()));
      }
    }
    await(ready);
  }

  private String reason() {
    return stream.lastFailure().map(ServerFailures::problem).orElse("the server does not answer");
  }

  private static <T> T await(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof GistwireException failure
          ? ServerFailures.explain(failure)
          : new CommandException(Reason.of(failed), "", 1, failed.getCause());
    }
  }

  private void answered(
      Path file, PhotoDigest digest, @Nullable Object key, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause == null) {
      count(1, 0, 0, -1);
    } else if (cause instanceof GistRejectedException
        || cause instanceof UnreadablePhotoException
        || !(cause instanceof GistwireException || cause instanceof OutboxException)) {
      count(0, 0, 0, -1);
      fail(file, cause);
    } else if (cause instanceof OutboxException full) {
      // The disk's matter, not this photo's: said once, and the photo is sent again later.
      sent.remove(digest, file, key);
      giveBack(file, full);
    }
    // Else the stream has ended; the gist is in the outbox, and the command states why at its end.
  }

  private synchronized void giveBack(Path file, OutboxException why) {
    open--;
    givenBack.add(file);
    outboxFailure = why;
    problems.remark("the outbox: " + Reason.of(why));
  }

  /** An outbox with gists in it has capacity again when some are delivered; another has not. */
  private synchronized void checkOutbox() {
    OutboxException why = outboxFailure;
    outboxFailure = null;
    boolean passes = why instanceof OutboxFullException && stream.pending().entries() > 0;
    if (why != null && !passes) {
      throw new CommandException(
          Reason.of(why), "Free space on its disk, or choose another with --outbox DIR.");
    }
  }

  private void fail(Path file, Throwable why) {
    count(0, 0, 1, 0);
    problems.add(file, why);
  }

  private synchronized void count(int deliveredMore, int before, int failedMore, int openMore) {
    delivered += deliveredMore;
    sentBefore += before;
    failed += failedMore;
    open += openMore;
  }

  /** Photos that were handed to the stream and are not in the outbox, nor failed. */
  synchronized int notStored() {
    return notStored;
  }

  synchronized Counts counts() {
    return new Counts(delivered, sentBefore, failed, open);
  }
}
