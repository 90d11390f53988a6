package io.gistwire.server.session;

import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Decline;
import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.GistTrace;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Skip;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.packs.GistFault;
import io.gistwire.server.packs.GistRules;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server's side of one session, as PROTOCOL.md's state table states: what comes in is a
 * message, a result of the ledger or the passing of time; what goes out are effects. It reads no
 * clock, waits for nothing and knows no network. One thread at a time.
 */
final class SessionMachine {
  private enum State {
    NEW,
    OPENING,
    OPEN,
    DRAINING,
    ENDED
  }

  private final SessionLimits limits;
  private final SessionHost host;
  private final Caller caller;
  private final Consumer<SessionEffect> out;
  private final SessionClock clock;
  private final CreditAccount credit;
  private final SequenceCursor cursor = new SequenceCursor();

  private final UnderWay underWay = new UnderWay();

  private State state = State.NEW;
  private OpenRequest open;
  private GistRules rules;
  private BatchReader batches;
  private DrainReason drainReason;

  private boolean isClosing;
  private boolean isLeaseUnderWay;
  private boolean isReleased;

  SessionMachine(
      SessionLimits limits,
      SessionHost host,
      Caller caller,
      long nowMillis,
      Consumer<SessionEffect> out) {
    this.limits = limits;
    this.host = host;
    this.caller = caller;
    this.out = out;
    clock = new SessionClock(limits, nowMillis);
    credit = new CreditAccount(limits.maxBatchBytes());
  }

  /** Whether the epoch is being taken over: until then no message is to be read. */
  boolean isOpening() {
    return state == State.OPENING;
  }

  /** Whether Opened was sent and the session has not ended. */
  boolean isOpened() {
    return state == State.OPEN || state == State.DRAINING;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  /** What the ledger has not answered yet. */
  UnderWay underWay() {
    return underWay;
  }

  /** The client said something. */
  void receive(ExchangeRequest request, long nowMillis) {
    clock.heard(nowMillis);
    if (state == State.ENDED || isClosing) {
      return;
    }
    try {
      if (state == State.NEW) {
        receiveFirst(request, nowMillis);
      } else {
        receiveNext(request, nowMillis);
      }
    } catch (Refusal refusal) {
      end(Optional.of(refusal));
    }
  }

  private void receiveFirst(ExchangeRequest request, long nowMillis) {
    switch (request.getKindCase()) {
      case OPEN -> open(request.getOpen(), nowMillis);
      case KIND_NOT_SET -> {
        // A kind of a later version: ignored, as the protocol specifies.
      }
      default ->
          throw SessionRefusals.openExpected(
              request.getKindCase() + " arrived first; a stream begins with Open");
    }
  }

  private void receiveNext(ExchangeRequest request, long nowMillis) {
    switch (request.getKindCase()) {
      case OPEN ->
          throw SessionRefusals.openExpected(
              "a second Open was received; a stream has one: end it and begin a new one");
      case BATCH -> batch(request.getBatch(), nowMillis);
      case SKIP -> skip(request.getSkip(), nowMillis);
      case ANSWER -> answer(request.getAnswer(), nowMillis);
      case HEARTBEAT -> heartbeat(request.getHeartbeat(), nowMillis);
      case CLOSE -> closing();
      case DECLINE -> decline(request.getDecline());
      case KIND_NOT_SET -> {
        // A kind of a later version: ignored, as the protocol specifies.
      }
    }
  }

  private void decline(Decline decline) {
    if (knowsRefines()) {
      host.declined(decline.getReason(), decline.getSequencesCount());
    }
  }

  private void open(Open message, long nowMillis) {
    open = OpenRequest.of(message, caller, nowMillis);
    rules = host.requireRules(open.fingerprint());
    batches = new BatchReader(open.fingerprint(), rules, limits);
    host.admit(caller, open, message);
    state = State.OPENING;
    clock.opening(nowMillis);
    isLeaseUnderWay = true;
    out.accept(
        new SessionEffect.TakeLease(open.epoch(), open.clockSkewMillis(), open.durableThrough()));
  }

  /**
   * The epoch is ours.
   *
   * @param heldThrough every sequence up to here is on disk
   * @param grantBytes credit to begin with
   */
  void leased(long heldThrough, long grantBytes, String sessionId, long nowMillis) {
    isLeaseUnderWay = false;
    if (state == State.ENDED) {
      releaseIfDone();
      return;
    }
    state = State.OPEN;
    cursor.begin(heldThrough);
    long creditBytes = credit.begin(grantBytes);
    send(Responses.opened(limits, open, heldThrough, creditBytes, sessionId, nowMillis), nowMillis);
    if (drainReason != null) {
      drain(drainReason, nowMillis);
    }
    endIfDone();
  }

  private void batch(Batch batch, long nowMillis) {
    int sizeBytes = batch.getSerializedSize();
    credit.spend("batch", sizeBytes);
    if (cursor.isAhead(batch.getFirstSequence())) {
      rewind(nowMillis);
      credit.giveBack(sizeBytes);
      send(Responses.credit(sizeBytes), nowMillis);
      return;
    }
    BatchReader.Content content = batches.read(batch, cursor.takenThrough());
    host.admitLayers(caller, content.layerBytes());
    long last = batch.getFirstSequence() + content.submissions().size() - 1;
    append(content, batch.getTracesList(), last, sizeBytes);
  }

  private void skip(Skip skip, long nowMillis) {
    long first = skip.getFirstSequence();
    long last = skip.getLastSequence();
    if (first < 1 || last < first) {
      throw SessionRefusals.skipMalformed(first, last);
    }
    if (cursor.isAhead(first)) {
      rewind(nowMillis);
      return;
    }
    Submission submission = new Submission.Skip(first, last, reasonOf(skip));
    append(new BatchReader.Content(List.of(submission), List.of(), 0), List.of(), last, 0);
  }

  private void append(
      BatchReader.Content content, List<GistTrace> traces, long lastSequence, long sizeBytes) {
    cursor.take(lastSequence);
    underWay.add(new SessionOutcome.Append(content, sizeBytes));
    out.accept(new SessionEffect.Append(content.submissions(), traces));
  }

  private void rewind(long nowMillis) {
    cursor.rewind().ifPresent(expected -> send(Responses.rewind(expected), nowMillis));
  }

  private static SkipReason reasonOf(Skip skip) {
    SkipReason reason = skip.getReason();
    boolean isKnown =
        reason != SkipReason.UNRECOGNIZED && reason != SkipReason.SKIP_REASON_UNSPECIFIED;
    return isKnown ? reason : SkipReason.SKIP_REASON_DROPPED;
  }

  private void answer(Answer answer, long nowMillis) {
    if (!open.has(OpenRequest.ANSWERS)) {
      return;
    }
    int sizeBytes = answer.getSerializedSize();
    credit.spend("answer", sizeBytes);
    Optional<GistFault> fault =
        rules.checkLayers(answer.getLayersList()).or(() -> overQuota(answer));
    long layerBytes = fault.isPresent() ? 0 : BatchReader.layerBytes(answer.getLayersList());
    SessionOutcome.Answer outcome =
        new SessionOutcome.Answer(answer.getNumber(), sizeBytes, layerBytes);
    underWay.add(outcome);
    if (fault.isPresent()) {
      outcome.refused(fault.get());
      tellKnown(nowMillis);
    } else {
      out.accept(new SessionEffect.AddLayers(answer.getSequence(), answer.getLayersList()));
    }
  }

  /** An answer that the tenant's quota does not allow is refused alone: its gist stays as it is. */
  private Optional<GistFault> overQuota(Answer answer) {
    try {
      host.admitLayers(caller, BatchReader.layerBytes(answer.getLayersList()));
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(new GistFault(refusal.reason(), refusal.getMessage()));
    }
  }

  private void heartbeat(Heartbeat heartbeat, long nowMillis) {
    if (heartbeat.getNumber() != 0 && heartbeat.getReplyTo() == 0) {
      send(Responses.heartbeat(heartbeat.getNumber()), nowMillis);
    }
  }

  private void closing() {
    isClosing = true;
    endIfDone();
  }

  /** The client will say nothing more. */
  void halfClosed() {
    if (state == State.NEW) {
      end(Optional.empty());
    }
    closing();
  }

  /** The oldest operation under way, an append, is on disk. */
  void appended(Appended appended, long nowMillis) {
    ((SessionOutcome.Append) underWay.first()).done(appended);
    tellKnown(nowMillis);
  }

  /** The oldest operation under way, an answer, is on disk. */
  void layersAdded(LayersAdded added, long nowMillis) {
    ((SessionOutcome.Answer) underWay.first()).done(added);
    tellKnown(nowMillis);
  }

  private void tellKnown(long nowMillis) {
    Optional<SessionOutcome> known;
    while ((known = underWay.takeKnown()).isPresent()) {
      SessionOutcome outcome = known.get();
      credit.giveBack(outcome.creditBytes());
      host.arrived(caller, outcome.layerBytes());
      if (state != State.ENDED) {
        outcome.responses().forEach(response -> send(response, nowMillis));
      }
    }
    endIfDone();
    releaseIfDone();
  }

  /** The ledger did not take the lease, or the oldest operation under way. */
  void ledgerFailed(Throwable cause, long nowMillis) {
    isLeaseUnderWay = false;
    end(Optional.of(SessionRefusals.ofLedger(cause)));
    underWay.drop().ifPresent(dropped -> host.arrived(caller, dropped.layerBytes()));
    tellKnown(nowMillis);
  }

  /** A newer session of the epoch took over. */
  void fenced() {
    end(Optional.of(SessionRefusals.fenced()));
  }

  /** The token is void. */
  void revoked() {
    end(Optional.of(SessionRefusals.revoked(caller.token())));
  }

  /** The client has disconnected: what was taken still becomes durable. */
  void cancelled() {
    state = State.ENDED;
    releaseIfDone();
  }

  /** Requests the client to leave. */
  void drain(DrainReason reason, long nowMillis) {
    drainReason = reason;
    if (state == State.NEW) {
      end(Optional.of(SessionRefusals.drained(reason)));
    } else if (state == State.OPEN) {
      state = State.DRAINING;
      clock.drained(nowMillis);
      send(
          Responses.drain(reason, SessionRefusals.RETRY_MILLIS, SessionRefusals.JITTER_MILLIS),
          nowMillis);
    }
  }

  /** Whether the client, which has opened, answers requests for layers. */
  boolean knowsRefines() {
    return open.has(OpenRequest.REFINE);
  }

  /** Whether the client may be asked for layers now. */
  boolean takesRefines() {
    return state == State.OPEN && knowsRefines();
  }

  /** Somebody wants to see more of these gists; ignored where the client does not know how. */
  void refine(LayersWanted wanted, long nowMillis) {
    if (takesRefines()) {
      send(Responses.refine(wanted), nowMillis);
    }
  }

  /**
   * Time passes.
   *
   * @param isReading whether what the client sends is being read; otherwise its silence means
   *     nothing
   */
  void tick(long nowMillis, boolean isReading) {
    if (!isReading) {
      clock.heard(nowMillis);
    }
    long silentMillis = clock.silentMillis(nowMillis);
    if (state == State.NEW && clock.isOpenOverdue(nowMillis)) {
      end(Optional.of(SessionRefusals.silent(limits.openWaitMillis())));
    } else if (state == State.OPENING && clock.isOpenOverdue(nowMillis)) {
      end(Optional.of(SessionRefusals.ledgerUnavailable("it did not take the session in time")));
    } else if (state == State.OPEN || state == State.DRAINING) {
      if (clock.hasMissedHeartbeats(nowMillis)) {
        end(Optional.of(SessionRefusals.silent(silentMillis)));
      } else {
        tickOpened(nowMillis);
      }
    }
  }

  private void tickOpened(long nowMillis) {
    if (state == State.DRAINING && clock.hasOverstayed(nowMillis)) {
      end(Optional.of(SessionRefusals.drained(drainReason)));
      return;
    }
    if (clock.owesHeartbeat(nowMillis)) {
      send(Responses.heartbeat(0), nowMillis);
    }
    if (clock.isAged(nowMillis)) {
      drain(DrainReason.DRAIN_REASON_SESSION_AGE, nowMillis);
    }
  }

  private void send(ExchangeResponse response, long nowMillis) {
    clock.sent(nowMillis);
    out.accept(new SessionEffect.Send(response));
  }

  private void endIfDone() {
    if (isClosing && isOpened() && underWay.isEmpty()) {
      end(Optional.empty());
    }
  }

  private void end(Optional<Refusal> refusal) {
    if (state != State.ENDED) {
      state = State.ENDED;
      out.accept(new SessionEffect.End(refusal));
      releaseIfDone();
    }
  }

  private void releaseIfDone() {
    if (state == State.ENDED && underWay.isEmpty() && !isLeaseUnderWay && !isReleased) {
      isReleased = true;
      out.accept(new SessionEffect.Release());
    }
  }
}
