package io.gistwire.client.session;

import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What goes out of an open session, and when: batches as link and credit allow, skips in their
 * place, answers when nothing else waits. Not thread-safe; no clock, thread or I/O.
 */
final class Outgoing {
  private static final long MILLI = 1_000_000L;

  /** What {@link #pump} found that is the session's matter. */
  enum Verdict {
    /** Nothing was sent. */
    SILENT,
    /** Something was sent. */
    SPOKE,
    /** The next gists need a session of their own, and nothing is under way any more. */
    OTHER_PACK
  }

  private final LinkProfile profile;
  private final SendWindow window;
  private final BatchQueue queue;
  private final ArrayDeque<Event.AnswerReady> answers = new ArrayDeque<>();
  private boolean flushing;
  private long answerNumber;
  private long pendingLast;
  private boolean pendingStarved;
  private int pendingUsual;

  /** How large batches turn out against what was expected, lately. */
  private double packing = 1;

  private long wakeNanos = Long.MAX_VALUE;

  Outgoing(LinkProfile profile, SendWindow window, BatchQueue queue) {
    this.profile = profile;
    this.window = window;
    this.queue = queue;
  }

  /** A session begins: answers are counted anew, and offered anew. */
  void opened() {
    answers.clear();
    answerNumber = 0;
  }

  void flush(boolean isFlushing) {
    flushing = isFlushing;
  }

  void answerReady(Event.AnswerReady answer) {
    answers.add(answer);
  }

  /** Nothing waits, not even an answer: there is capacity for one. */
  boolean isIdle() {
    return queue.isDone() && answers.isEmpty() && pendingLast == 0;
  }

  /** When to look again; {@link Long#MAX_VALUE} for never. Asking forgets it. */
  long takeWakeNanos() {
    long at = wakeNanos;
    wakeNanos = Long.MAX_VALUE;
    return at;
  }

  /**
   * Sends what may go now.
   *
   * @param session the server's bounds
   * @param fingerprint the code fingerprint of this session
   * @param out gets the effects
   */
  Verdict pump(long now, Event.Opened session, CodeFingerprint fingerprint, List<Effect> out) {
    if (pendingLast != 0) {
      return Verdict.SILENT;
    }
    boolean spoke = false;
    while (true) {
      spoke |= sendSkips(now, out);
      Item.OfGist head = queue.gist();
      if (head == null) {
        spoke |= sendAnswer(out);
        break;
      } else if (head.bytes() > session.maxGistBytes()) {
        out.add(new Effect.Refuse(head.first(), head.bytes(), session.maxGistBytes()));
        queue.skipHead(new Item.OfSkip(head.first(), head.first(), SkipReason.DROPPED));
      } else if (head.fingerprint().equals(fingerprint)) {
        sendBatch(now, session, out);
        break;
      } else if (window.isEmpty()) {
        return Verdict.OTHER_PACK;
      } else {
        break;
      }
    }
    return spoke ? Verdict.SPOKE : Verdict.SILENT;
  }

  private boolean sendSkips(long now, List<Effect> out) {
    boolean spoke = false;
    for (Item.OfSkip skip = queue.skip(); skip != null; skip = queue.skip()) {
      out.add(new Effect.SendSkip(skip.first(), skip.last(), skip.reason()));
      queue.take(skip.last(), now);
      window.sentSkip(skip.last(), now);
      spoke = true;
    }
    return spoke;
  }

  private void sendBatch(long now, Event.Opened session, List<Effect> out) {
    BatchQueue.Plan plan =
        queue.plan(
            (int) (window.batchBytes() / packing),
            session.maxBatchBytes(),
            session.maxBatchGists(),
            session.maxGistBytes());
    long dueNanos = queue.waitingSinceNanos() + profile.lingerMillis() * MILLI;
    boolean thinlyUsed = window.bytesUnderWay() < window.batchBytes() / 2;
    boolean due = plan.full() || flushing || (now >= dueNanos && thinlyUsed);
    if (due && window.admits(plan.usualBytes(), plan.mostBytes())) {
      pendingLast = plan.last();
      List<EncodedGist> gists = queue.take(plan.last(), now);
      pendingStarved = queue.isDone();
      pendingUsual = plan.usualBytes();
      out.add(new Effect.SendBatch(plan.first(), gists));
    } else if (now < dueNanos) {
      wakeNanos = dueNanos;
    }
  }

  /** Later layers go when nothing else waits. */
  private boolean sendAnswer(List<Effect> out) {
    Event.AnswerReady answer = answers.peek();
    if (answer == null || !queue.isDone() || !window.admits(answer.bytes(), answer.bytes())) {
      return false;
    }
    answers.remove();
    pendingLast = -(++answerNumber);
    out.add(new Effect.SendAnswer(answerNumber, answer.id()));
    return true;
  }

  /** What was to be sent last was written, with so many bytes. */
  void wrote(long now, int bytes) {
    if (pendingLast > 0) {
      packing += (Math.max(0.5, Math.min(2, bytes / (double) pendingUsual)) - packing) / 4;
      window.sentBatch(pendingLast, bytes, now, pendingStarved);
    } else if (pendingLast < 0) {
      window.sentAnswer(-pendingLast, bytes);
    }
    pendingLast = 0;
  }
}
