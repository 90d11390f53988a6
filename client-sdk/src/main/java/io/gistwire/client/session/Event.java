package io.gistwire.client.session;

import io.gistwire.codec.CodeFingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to a session. */
public sealed interface Event {
  /** The stream shall live. Gists of this fingerprint are to be expected, if it is known. */
  record Start(@Nullable CodeFingerprint fingerprint) implements Event {}

  /** The outbox holds sequences up to this one. */
  record Appended(long lastSequence) implements Event {}

  /**
   * Records from a sequence on, without a hole.
   *
   * @param from the first sequence; what lies between it and the first item was trimmed
   * @param items the records
   * @param asked whether this answers {@link Effect.Load}; else these are fresh
   */
  record Loaded(long from, List<Item> items, boolean asked) implements Event {}

  /** The batch of the last {@link Effect.SendBatch} or answer was written with so many bytes. */
  record Written(int bytes) implements Event {}

  /** Opened was received. */
  record Opened(
      long heldThrough,
      long creditBytes,
      int maxBatchBytes,
      int maxGistBytes,
      int maxBatchGists,
      int heartbeatMillis)
      implements Event {}

  /** Ack was received. */
  record Acked(long throughSequence, long creditBytes) implements Event {}

  /** Credit was received. */
  record Credited(long creditBytes) implements Event {}

  /** Rewind was received. */
  record Rewound(long expectedSequence) implements Event {}

  /** AnswerAck was received. */
  record AnswerAcked(long number) implements Event {}

  /** Drain was received. */
  record Drained(long retryAfterMillis, long jitterMillis) implements Event {}

  /** Heartbeat was received. */
  record HeartbeatReceived(long number, long replyTo) implements Event {}

  /** Any other message was received. */
  record OtherReceived() implements Event {}

  /**
   * The stream ended.
   *
   * @param code name of the gRPC status code, "OK" at a regular end
   * @param reason ErrorReason without its prefix; empty when there was none
   * @param message the server's or transport's sentence
   * @param retryAfterMillis RetryInfo; 0 when there was none
   */
  record Ended(String code, String reason, String message, long retryAfterMillis)
      implements Event {}

  /** Whether the transport takes a message now. */
  record Ready(boolean ready) implements Event {}

  /**
   * Layers of an earlier gist can be sent when there is capacity.
   *
   * @param id names them in {@link Effect.SendAnswer}
   * @param bytes the most that the message may have
   */
  record AnswerReady(long id, int bytes) implements Event {}

  /** The time asked for by {@link Effect.WakeAt} has come. */
  record Tick() implements Event {}

  /** The device has another network now. */
  record NetworkChanged() implements Event {}

  /** Send what there is without waiting for full batches. */
  record Flush() implements Event {}

  /** Send no more, wait for the acks of what is under way, end. */
  record Close() implements Event {}
}
