package io.gistwire.client.outbox;

import java.io.Closeable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps gists from {@code send} until the server's ack, over restarts and power cuts.
 *
 * <p>Promises that {@code OutboxStoreContract} checks:
 *
 * <ul>
 *   <li>What {@link #append}, {@link #freeze}, {@link #drop} and {@link #reject} did is durable
 *       when they return, wholly or not at all.
 *   <li>Sequences are dense from 1 and never given twice, even when everything was trimmed.
 *   <li>The epoch is made with the store and never changes.
 *   <li>Between {@code trimmedThrough + 1} and {@code lastSequence} every sequence is exactly one
 *       entry or part of exactly one skip.
 *   <li>At most one open store for the same files.
 * </ul>
 *
 * <p>Calls block on I/O. Implementations are thread-safe; the stream calls from one thread at a
 * time.
 */
public interface OutboxStore extends Closeable {
  /** The digests of so many photos are remembered; beyond, the oldest are forgotten. */
  int MAX_PHOTOS = 1_000_000;

  /** 64 random bits made with the store. */
  long epoch();

  /** Whether what is stored survives the end of the process. */
  default boolean isDurable() {
    return true;
  }

  /** Counts of what is held; cheap. */
  OutboxStats stats();

  /**
   * Keeps gists.
   *
   * @return the sequence of the first; the others follow
   * @throws OutboxFullException when the storage has no space
   */
  long append(List<Draft> drafts) throws OutboxException;

  /**
   * Whether a gist of this photo was {@linkplain Draft#photo() appended} and neither dropped nor
   * rejected since, also when it was trimmed long ago. Remembers {@link #MAX_PHOTOS} photos.
   */
  boolean hasStored(PhotoDigest photo) throws OutboxException;

  /**
   * Makes the bytes of entries final before they are first sent. Entries that are trimmed or
   * dropped meanwhile are passed over.
   *
   * @throws OutboxException when an entry is frozen with other bytes already
   */
  void freeze(List<Frozen> frozen) throws OutboxException;

  /**
   * Records from a sequence on, in order and without a hole, until {@code maxRecords} or {@code
   * maxBytes} is reached; at least one when there is one. A skip that began before {@code
   * fromSequence} is cut to begin there. Sequences up to {@code trimmedThrough} are passed over.
   */
  List<OutboxRecord> read(long fromSequence, int maxRecords, long maxBytes) throws OutboxException;

  /**
   * Replaces entries by skips and forgets the digests of their photos. Sequences that are no entry
   * are passed over.
   */
  void drop(Collection<Long> sequences, SkipReason reason) throws OutboxException;

  /**
   * Forgets entries and skips up to a sequence, which the server has on disk. May become durable
   * later than the call returns, at the latest when the store is closed: what reappears after a
   * crash is trimmed again when the server reports what it holds.
   */
  void trim(long throughSequence) throws OutboxException;

  /**
   * Copies an entry to the dead letters and forgets its photo's digest; the entry itself stays
   * until it is trimmed. A second refusal of the same sequence changes nothing.
   */
  void reject(long sequence, String status, String reason, long atMillis) throws OutboxException;

  /** Gists refused by the server, oldest first. */
  List<DeadLetter> deadLetters(int limit) throws OutboxException;

  /** Takes a dead letter away. Does nothing when there is none. */
  void forgetDeadLetter(long sequence) throws OutboxException;

  /** Layers kept back when this sequence was frozen. */
  Optional<byte[]> later(long sequence) throws OutboxException;

  /** Forgets layers kept back: they were answered or no one will ask. */
  void forgetLater(long sequence) throws OutboxException;

  /** Forgets layers kept back, the oldest first, until at most this many bytes are kept. */
  void boundLater(long maxBytes) throws OutboxException;

  /** Makes everything durable, releases the files and the lock. Closing twice does nothing. */
  @Override
  void close() throws OutboxException;
}
