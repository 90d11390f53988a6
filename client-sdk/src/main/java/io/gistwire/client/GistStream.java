package io.gistwire.client;

import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The way of one source's gists to the server: kept in the outbox, sent in order, once and only
 * once, whatever the link does. Thread-safe; only {@link #close(Duration)} waits.
 */
public interface GistStream extends AutoCloseable {
  /**
   * Encodes a photo with the client's encoder, keeps and sends its gist; it was taken when it
   * states so itself ({@link CaptureInfo#ofPhoto}), else now.
   *
   * @param photo a JPEG, PNG or WebP file; must not be changed until {@code stored}
   * @throws IllegalStateException when the client has no encoder
   */
  Receipt send(byte[] photo);

  /** As {@link #send(byte[])}, saying what to encode and when the photo was taken. */
  Receipt send(byte[] photo, EncodeOptions options, CaptureInfo info);

  /** Keeps and sends a gist, taken now. */
  Receipt send(Gist gist);

  /** Keeps and sends a gist. */
  Receipt send(Gist gist, CaptureInfo info);

  /**
   * Keeps and sends a gist that was made of a photo, and keeps the photo for later answers when the
   * client keeps photos.
   *
   * @param photo must not be changed until {@code stored}
   */
  Receipt send(Gist gist, byte[] photo, CaptureInfo info);

  /**
   * Completes when one more photo or gist is accepted, at once when that is so now: fewer than 64
   * photos with 64 MiB together wait for the encoder, fewer than 16,384 gists for the outbox's
   * disk, and an outbox that refuses at its {@linkplain io.gistwire.client.outbox.OutboxLimits
   * limits} has not reached them. What is sent without regard to it may fail with {@link
   * StreamFullException}.
   *
   * <pre>{@code
   * for (Path file : files) {
   *   stream.ready().toCompletableFuture().get();
   *   stream.send(Files.readAllBytes(file));
   * }
   * }</pre>
   *
   * <p>Any number of callers may wait; all are told of the same capacity, so one that shares the
   * stream may find it taken, and waits again. Completes on the callback executor: never wait for
   * it there. Cancelling it stops nothing.
   *
   * <p>Fails with {@link StreamStoppedException} when the stream is closed or has ended for good.
   */
  CompletionStage<Void> ready();

  /**
   * Whether this outbox has a gist of a photo with exactly these bytes: stored now or at any time
   * before, also before this start, or accepted and waiting to be stored. One that the server
   * rejected or the outbox dropped does not count. The outbox remembers its {@linkplain
   * io.gistwire.client.outbox.OutboxStore#MAX_PHOTOS newest million} photos. Every {@code send}
   * with a photo is remembered; {@code send} itself sends what it is given.
   *
   * @param photo {@link PhotoDigest#of(byte[])} of the photo's file
   */
  CompletionStage<Boolean> sentBefore(PhotoDigest photo);

  /**
   * Why the server cannot be reached, or refused, while that is so: the failure of the last attempt
   * to connect. Empty while connected and before the first attempt.
   */
  Optional<GistwireException> lastFailure();

  /** What waits for its ack, also from before this start. */
  OutboxStats pending();

  /** The state of the session. */
  SessionState state();

  /** What is known of the link. */
  LinkEstimate link();

  /**
   * Sends what there is without waiting for full batches.
   *
   * @return completes when everything that was sent before this call is delivered or given up
   */
  CompletionStage<Void> flush();

  /** Gists that the server refused, oldest first. */
  CompletionStage<List<DeadLetter>> deadLetters(int limit);

  /** Takes a dead letter away. */
  CompletionStage<Void> forgetDeadLetter(long sequence);

  /** The device has another network: connect anew at once. */
  void networkChanged();

  /**
   * Flushes, waits at most this long for the acks, closes. What is left stays in the outbox for the
   * next start; photos that still wait for the encoder then are not stored, and their receipts say
   * so. Receipts of what was stored have completed, and their callbacks have run, when this
   * returns, unless it is called in a callback: then they run after that one. May be called
   * anywhere; waits for nothing else than the acks. Closing again does nothing.
   *
   * @return whether everything was delivered; if not, {@link #lastFailure()} has the reason when
   *     the server cannot be reached
   */
  boolean close(Duration atMost);

  /**
   * Waits until everything that was sent before is stored in the outbox, however long the encoder
   * and the disk take, then closes as {@link #close(Duration)} with five seconds for the acks.
   */
  @Override
  void close();
}
