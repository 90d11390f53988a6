package io.gistwire.client.session;

import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a session: what to do when something happens. Each call takes one event with
 * its time and gives the effects to carry out, in order. Not thread-safe; no clock, thread or I/O.
 */
public final class ClientSessionMachine {
  private static final long MILLI = 1_000_000L;

  private final LinkProfile profile;
  private final LinkEstimator link;
  private final SendWindow window;
  private final BatchQueue queue;
  private final Outgoing outgoing;
  private final Backoff backoff;
  private final Heartbeats beats = new Heartbeats();
  private List<Effect> out = new ArrayList<>();

  private SessionState state = SessionState.IDLE;
  private @Nullable CodeFingerprint fingerprint;
  private Event.@Nullable Opened opened;
  private long ackedThrough;
  private boolean ready;
  private boolean closing;
  private boolean tokenRefused;
  private long reconnectAfterMillis;
  private long deadlineNanos;

  /**
   * A machine that is not started.
   *
   * @param trimmedThrough what the outbox has trimmed
   * @param lastSequence the last sequence that it ever gave
   * @param random numbers of at least 0 and below 1, for jitter
   */
  public ClientSessionMachine(
      LinkProfile profile,
      LinkEstimator link,
      long trimmedThrough,
      long lastSequence,
      DoubleSupplier random) {
    this.profile = profile;
    this.link = link;
    this.window = new SendWindow(profile, link);
    this.queue = new BatchQueue(trimmedThrough, lastSequence);
    this.outgoing = new Outgoing(profile, window, queue);
    this.backoff = new Backoff(profile.maxBackoffMillis(), random);
    this.ackedThrough = trimmedThrough;
  }

  /** The state of the session. */
  public SessionState state() {
    return state;
  }

  /** Everything that was appended is acknowledged. */
  public boolean isDrained() {
    return ackedThrough >= queue.lastSequence();
  }

  /** Few records are loaded: fresh ones may be given without being asked for. */
  public boolean wantsMore() {
    return queue.isLow(window.batchBytes());
  }

  /** The link is up and nothing waits for it: an answer may be offered. */
  public boolean mayAnswer() {
    return state == SessionState.STREAMING && ready && outgoing.isIdle();
  }

  /**
   * Takes an event.
   *
   * @param nowNanos a time that never falls, in nanoseconds
   * @return what to do, in order
   */
  public List<Effect> on(long nowNanos, Event event) {
    out = new ArrayList<>();
    if (state != SessionState.STOPPED && state != SessionState.CLOSED) {
      if (!takeLocal(nowNanos, event) && isConnected()) {
        beats.heard(nowNanos);
        takeMessage(nowNanos, event);
      }
      connectIfDue(nowNanos);
      load();
      pump(nowNanos);
      setTimer(nowNanos);
    }
    return out;
  }

  private boolean isConnected() {
    return state == SessionState.CONNECTING
        || state == SessionState.STREAMING
        || state == SessionState.CLOSING;
  }

  private boolean takeLocal(long now, Event event) {
    if (event instanceof Event.Start start) {
      fingerprint = start.fingerprint();
    } else if (event instanceof Event.Appended appended) {
      queue.appended(appended.lastSequence());
    } else if (event instanceof Event.Loaded loaded) {
      queue.loaded(loaded, now);
    } else if (event instanceof Event.Written written) {
      outgoing.wrote(now, written.bytes());
      beats.spoke(now);
    } else if (event instanceof Event.Ready r) {
      ready = r.ready();
    } else if (event instanceof Event.AnswerReady answer) {
      outgoing.answerReady(answer);
    } else if (event instanceof Event.Tick) {
      tick(now);
    } else if (event instanceof Event.NetworkChanged) {
      networkChanged(now);
    } else if (event instanceof Event.Flush) {
      outgoing.flush(true);
    } else if (event instanceof Event.Close) {
      close(now);
    } else if (event instanceof Event.Ended ended) {
      ended(now, ended);
    } else {
      return false;
    }
    return true;
  }

  private void takeMessage(long now, Event event) {
    if (event instanceof Event.Opened message) {
      opened(now, message);
    } else if (event instanceof Event.Acked ack) {
      acked(now, ack);
    } else if (event instanceof Event.Credited credit) {
      window.credit(credit.creditBytes());
    } else if (event instanceof Event.Rewound rewind) {
      rewound(now, rewind.expectedSequence());
    } else if (event instanceof Event.AnswerAcked ack) {
      window.answerAcked(ack.number());
    } else if (event instanceof Event.Drained drain) {
      drained(now, drain);
    } else if (event instanceof Event.HeartbeatReceived beat) {
      heartbeat(now, beat);
    }
  }

  // Connecting

  private void connectIfDue(long now) {
    boolean due =
        state == SessionState.IDLE || (state == SessionState.WAITING && now >= deadlineNanos);
    if (!due || closing) {
      return;
    }
    CodeFingerprint next = queue.fingerprint();
    CodeFingerprint current = next == null ? fingerprint : next;
    if (current != null) {
      fingerprint = current;
      deadlineNanos = now + profile.patienceMillis() * MILLI;
      beats.connecting(now);
      ready = false;
      out.add(new Effect.Connect(current, ackedThrough));
      change(SessionState.CONNECTING, "connecting");
    }
  }

  private void opened(long now, Event.Opened message) {
    if (state != SessionState.CONNECTING) {
      return;
    }
    if (message.heldThrough() > queue.lastSequence()) {
      out.add(new Effect.Cancel("the outbox is behind the server"));
      stop(
          false,
          "FAILED_PRECONDITION",
          "OUTBOX_BEHIND",
          "the server holds this epoch through "
              + message.heldThrough()
              + ", the outbox only ever made "
              + queue.lastSequence()
              + ": it is an older copy; move it away to start a new epoch");
      return;
    }
    opened = message;
    tokenRefused = false;
    beats.opened(message.heartbeatMillis());
    outgoing.opened();
    window.open(message.creditBytes(), message.maxBatchBytes());
    change(SessionState.STREAMING, "opened");
    deliver(message.heldThrough());
    continueFrom(now, message.heldThrough() + 1);
  }

  /** Sends from a sequence on; what was removed here by then is a loss to be told. */
  private void continueFrom(long now, long sequence) {
    if (sequence <= ackedThrough) {
      out.add(new Effect.SendSkip(sequence, ackedThrough, SkipReason.LOST));
      out.add(new Effect.Lost(sequence, ackedThrough));
      window.sentSkip(ackedThrough, now);
      beats.spoke(now);
    }
    queue.continueFrom(Math.max(sequence, ackedThrough + 1));
  }

  private void rewound(long now, long expected) {
    if (state == SessionState.STREAMING && expected >= 1 && expected <= queue.next()) {
      window.rewind();
      continueFrom(now, expected);
    }
  }

  private void acked(long now, Event.Acked ack) {
    window.credit(ack.creditBytes());
    if (ack.throughSequence() >= queue.next() && state == SessionState.STREAMING) {
      lose(now, "the server acknowledged " + ack.throughSequence() + ", which was never sent", 0);
      return;
    }
    backoff.succeeded();
    window.acked(ack.throughSequence(), now);
    deliver(ack.throughSequence());
  }

  private void deliver(long through) {
    if (through > ackedThrough) {
      ackedThrough = through;
      out.add(new Effect.Delivered(through));
    }
    if (isDrained()) {
      outgoing.flush(false);
    }
  }

  private void drained(long now, Event.Drained drain) {
    if (state == SessionState.STREAMING) {
      reconnectAfterMillis = drain.retryAfterMillis() + backoff.jitterMillis(drain.jitterMillis());
      sendClose(now, "drained by the server");
    }
  }

  private void close(long now) {
    closing = true;
    if (state == SessionState.STREAMING) {
      sendClose(now, "closing");
    } else if (state != SessionState.CLOSING) {
      if (state == SessionState.CONNECTING) {
        out.add(new Effect.Cancel("closed by the application"));
      }
      closed();
    }
  }

  private void sendClose(long now, String why) {
    out.add(new Effect.SendClose());
    deadlineNanos = now + profile.patienceMillis() * MILLI;
    change(SessionState.CLOSING, why);
  }

  private void closed() {
    change(SessionState.CLOSED, "closed");
    out.add(new Effect.Closed());
  }

  private void ended(long now, Event.Ended end) {
    if (!isConnected()) {
      return;
    }
    boolean refusedAgain = tokenRefused && Endings.isTokenRefused(end);
    tokenRefused = Endings.isTokenRefused(end);
    if (closing && !Endings.isFenced(end)) {
      closed();
    } else if (Endings.isStop(end) || refusedAgain) {
      stop(Endings.isFenced(end), end.code(), end.reason(), end.message());
    } else if (state == SessionState.CLOSING) {
      waitUntil(now, Math.max(reconnectAfterMillis, end.retryAfterMillis()), "left as asked");
    } else {
      if (Endings.isSlow(end)) {
        backoff.slow();
      }
      String why = end.code() + (end.message().isEmpty() ? "" : ": " + end.message());
      retry(now, backoff.nextMillis(end.retryAfterMillis()), why);
    }
  }

  /** Gives the connection up from this side. */
  private void lose(long now, String why, long waitMillis) {
    out.add(new Effect.Cancel(why));
    if (closing) {
      closed();
    } else {
      retry(now, waitMillis > 0 ? waitMillis : backoff.nextMillis(0), why);
    }
  }

  private void retry(long now, long millis, String why) {
    out.add(new Effect.Disconnected(why, millis));
    waitUntil(now, millis, why);
  }

  private void waitUntil(long now, long millis, String why) {
    opened = null;
    ready = false;
    reconnectAfterMillis = 0;
    deadlineNanos = now + millis * MILLI;
    change(SessionState.WAITING, why);
  }

  private void stop(boolean fenced, String code, String reason, String message) {
    change(SessionState.STOPPED, message);
    out.add(new Effect.Stopped(fenced, code, reason, message));
  }

  private void networkChanged(long now) {
    link.reset();
    backoff.succeeded();
    if (state == SessionState.WAITING) {
      deadlineNanos = now;
    } else if (isConnected()) {
      out.add(new Effect.Cancel("the network changed"));
      if (closing) {
        closed();
      } else {
        waitUntil(now, 0, "the network changed");
      }
    }
  }

  private void change(SessionState next, String why) {
    if (next != state) {
      state = next;
      out.add(new Effect.StateChanged(next, why));
    }
  }

  private void tick(long now) {
    if (state == SessionState.CONNECTING && now >= deadlineNanos) {
      lose(now, "no answer within " + profile.patienceMillis() + " ms", 0);
    } else if (state == SessionState.CLOSING && now >= deadlineNanos) {
      lose(now, "the server did not end the stream", 1);
    } else if (state == SessionState.STREAMING && beats.isOtherSilent(now)) {
      lose(now, "nothing heard for three heartbeats", 0);
    } else if (state == SessionState.STREAMING && beats.isDue(now)) {
      beat(now, beats.ask(now), 0);
    }
  }

  private void heartbeat(long now, Event.HeartbeatReceived beat) {
    OptionalLong sent = beats.answered(beat.replyTo());
    if (sent.isPresent()) {
      link.echoed(now, sent.getAsLong());
    }
    if (beat.number() != 0 && state == SessionState.STREAMING) {
      beat(now, 0, beat.number());
    }
  }

  private void beat(long now, long number, long replyTo) {
    out.add(new Effect.SendHeartbeat(number, replyTo));
    beats.spoke(now);
  }

  private void setTimer(long now) {
    long at = outgoing.takeWakeNanos();
    if (state == SessionState.STREAMING) {
      at = Math.min(at, beats.nextNanos());
    } else if (isConnected() || state == SessionState.WAITING) {
      at = Math.min(at, deadlineNanos);
    }
    if (at != Long.MAX_VALUE && state != SessionState.CLOSED && state != SessionState.STOPPED) {
      out.add(new Effect.WakeAt(Math.max(at, now)));
    }
  }

  private void load() {
    Effect.Load load = queue.load(window.batchBytes());
    if (load != null && state != SessionState.STOPPED && state != SessionState.CLOSED) {
      out.add(load);
    }
  }

  private void pump(long now) {
    Event.Opened session = opened;
    CodeFingerprint current = fingerprint;
    if (state != SessionState.STREAMING || !ready || session == null || current == null) {
      return;
    }
    Outgoing.Verdict verdict = outgoing.pump(now, session, current, out);
    if (verdict == Outgoing.Verdict.SPOKE) {
      beats.spoke(now);
    } else if (verdict == Outgoing.Verdict.OTHER_PACK) {
      sendClose(now, "the next gists have another code fingerprint");
    }
  }
}
