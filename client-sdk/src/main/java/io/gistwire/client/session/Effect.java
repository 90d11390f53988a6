package io.gistwire.client.session;

import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;

/** Something that the driver has to do. */
public sealed interface Effect {
  /** Start an Exchange and send Open. */
  record Connect(CodeFingerprint fingerprint, long durableThrough) implements Effect {}

  /** Read records from this sequence on and give them back as {@link Event.Loaded}. */
  record Load(long fromSequence, int maxRecords, int maxBytes) implements Effect {}

  /** Send these gists as one Batch, then tell {@link Event.Written}. */
  record SendBatch(long first, long last) implements Effect {}

  /** Send a Skip. */
  record SendSkip(long first, long last, SkipReason reason) implements Effect {}

  /** Send the layers of {@link Event.AnswerReady} as an Answer, then tell {@link Event.Written}. */
  record SendAnswer(long number, long id) implements Effect {}

  /** Send a Heartbeat. */
  record SendHeartbeat(long number, long replyTo) implements Effect {}

  /** Send Close and half-close. */
  record SendClose() implements Effect {}

  /** Cancel the stream; no {@link Event.Ended} is expected of it. */
  record Cancel(String why) implements Effect {}

  /** Everything up to here is on the server's disk: complete receipts, trim the outbox. */
  record Delivered(long throughSequence) implements Effect {}

  /** The server lost these after it had acknowledged them; a Skip(LOST) was sent. */
  record Lost(long first, long last) implements Effect {}

  /** This gist exceeds what the server takes: dead-letter it and drop it from the outbox. */
  record Refuse(long sequence, int bytes, int maxBytes) implements Effect {}

  /** Send {@link Event.Tick} at this time; replaces earlier ones. */
  record WakeAt(long nanos) implements Effect {}

  /**
   * The connection failed, or an attempt to make one.
   *
   * @param why a clause for people
   * @param retryMillis when the next attempt is made, from now
   */
  record Disconnected(String why, long retryMillis) implements Effect {}

  /** The state changed. */
  record StateChanged(SessionState state, String why) implements Effect {}

  /** The session ended for good. */
  record Stopped(boolean fenced, String code, String reason, String message) implements Effect {}

  /** The session was closed as asked, or gave up closing. */
  record Closed() implements Effect {}
}
