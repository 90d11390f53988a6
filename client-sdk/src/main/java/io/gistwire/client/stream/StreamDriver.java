package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import io.gistwire.client.StreamStoppedException;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.refine.Found;
import io.gistwire.client.refine.RefineQueue;
import io.gistwire.client.refine.Wish;
import io.gistwire.client.session.ClientSessionMachine;
import io.gistwire.client.session.Effect;
import io.gistwire.client.session.Effects;
import io.gistwire.client.session.Event;
import io.gistwire.client.session.Item;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Refine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Drives one source: gives events to the session machine one at a time, on a serial executor of its
 * own, and carries its effects out. What else a stream is made of (outbox, call, receipts, later
 * layers) is called from here and knows nothing of the driver.
 *
 * <p>Fields belong to the loop; what other threads may read is volatile.
 */
final class StreamDriver implements Effects {
  /** So long after the outbox could not be read, or frozen, it is tried again. */
  private static final int LOAD_AGAIN_SECONDS = 1;

  private static final String TRACES = "traces";

  private final OutboxStore store;
  private final OutboxWork outbox;
  private final SerialExecutor disk;
  private final SerialExecutor loop;
  private final ScheduledExecutorService timer;
  private final Notices notices;
  private final Receipts receipts;
  private final Demand demand;
  private final Exchange exchange;
  private final LinkEstimator estimator = new LinkEstimator();
  private final ClientSessionMachine machine;
  private final Wakeup wakeup;
  private final Answers answers;

  private final ArrayDeque<Event> inbox = new ArrayDeque<>();
  private final Flushes flushes = new Flushes();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final long bornNanos = System.nanoTime();
  private final AtomicBoolean trimming = new AtomicBoolean();
  private final boolean hasTraces;
  private boolean isTraced;
  private volatile @Nullable StreamStoppedException over;
  private volatile long delivered;
  private volatile @Nullable GistwireException lastFailure;
  private volatile SessionState state = SessionState.IDLE;
  private volatile LinkEstimate link = LinkEstimate.UNKNOWN;

  /**
   * A driver that is not started.
   *
   * @param outbox work on the store, run on {@code disk}
   * @param callbacks runs what is the application's, in order
   */
  StreamDriver(
      String source,
      OutboxStore store,
      OutboxWork outbox,
      Answers answers,
      Demand demand,
      Notices notices,
      SerialExecutor disk,
      SerialExecutor callbacks,
      StreamSettings settings) {
    OutboxStats stats = store.stats();
    this.store = store;
    this.hasTraces = settings.traces() != null;
    this.outbox = outbox;
    this.answers = answers;
    this.demand = demand;
    this.notices = notices;
    this.disk = disk;
    this.timer = settings.timer();
    this.loop = new SerialExecutor(settings.loops(), this::broke);
    this.receipts = new Receipts(source, store.epoch(), callbacks);
    this.delivered = stats.trimmedThrough();
    this.exchange =
        new Exchange(source, store.epoch(), features(hasTraces), settings.connection(), loop);
    this.machine =
        new ClientSessionMachine(
            settings.profile(),
            estimator,
            stats.trimmedThrough(),
            stats.lastSequence(),
            () -> ThreadLocalRandom.current().nextDouble());
    this.wakeup = new Wakeup(settings.timer(), () -> loop.execute(this::wake));
  }

  private static List<String> features(boolean hasTraces) {
    return hasTraces ? List.of("answers", "refine", TRACES) : List.of("answers", "refine");
  }

  // Called by the stream, on any thread.

  /** Gists of this fingerprint are to be expected, if it is known. */
  void start(@Nullable CodeFingerprint fingerprint) {
    on(new Event.Start(fingerprint));
  }

  /** Stores an accepted gist, then sends it. */
  void submit(OutgoingGist submission) {
    if (outbox.add(submission)) {
      disk.execute(this::storeWaiting);
    }
  }

  /** Stores what was submitted; on the disk executor. */
  void storeWaiting() {
    for (Stored s = outbox.storeNext(); s != null; s = outbox.storeNext()) {
      Stored stored = s;
      loop.execute(() -> stored(stored));
    }
  }

  /** Completes {@code done} on the loop, after the receipts were handed to the callbacks. */
  void flush(long through, CompletableFuture<Void> done) {
    loop.execute(
        () -> {
          StreamStoppedException why = over;
          if (why != null) {
            done.completeExceptionally(why);
          } else if (delivered >= through) {
            done.complete(null);
          } else {
            flushes.add(through, done);
            step(new Event.Flush());
          }
        });
  }

  void networkChanged() {
    on(new Event.NetworkChanged());
  }

  /** Completes when the session has ended. */
  CompletableFuture<Void> close() {
    on(new Event.Close());
    return ended;
  }

  SessionState state() {
    return state;
  }

  LinkEstimate link() {
    return link;
  }

  /** Why there is no connection; null while there is one, or none was tried. */
  @Nullable GistwireException lastFailure() {
    return lastFailure;
  }

  /** What the store holds, without what was acknowledged and is about to be trimmed. */
  OutboxStats pending() {
    OutboxStats stats = store.stats();
    long through = Math.max(delivered, stats.trimmedThrough());
    int most = (int) Math.min(stats.entries(), stats.lastSequence() - through);
    return new OutboxStats(
        most,
        most == 0 ? 0 : stats.bytes(),
        stats.lastSequence(),
        through,
        stats.laterBytes(),
        stats.deadLetters());
  }

  // Steps, on the loop.

  private void on(Event event) {
    loop.execute(() -> step(event));
  }

  private long nowNanos() {
    return System.nanoTime() - bornNanos;
  }

  private void wake() {
    wakeup.fired();
    step(new Event.Tick());
  }

  /** Takes an event, and those that its effects cause. */
  private void step(Event event) {
    if (over == null) {
      inbox.add(event);
      run();
    }
  }

  private void run() {
    try {
      do {
        for (Event event = inbox.poll(); event != null; event = inbox.poll()) {
          for (Effect effect : machine.on(nowNanos(), event)) {
            effect.carryOut(this);
          }
        }
        refine();
      } while (!inbox.isEmpty());
    } catch (RuntimeException fault) {
      broke(fault); // gRPC would take it for a failure of the call, which is made again
    }
    link = estimator.estimate();
    outbox.wanted(machine.wantsMore());
  }

  private void stored(Stored stored) {
    stored.photoFailures().forEach(notices::outboxFailed);
    receipts.dropped(stored.dropped());
    stored.dropped().forEach(answers::forget);
    OutboxException why = stored.why();
    if (why != null) {
      receipts.failed(stored.refused(), isClosed() ? Ends.notStored() : why);
    }
    if (!stored.kept().isEmpty()) {
      receipts.stored(stored.first(), stored.kept());
      StreamStoppedException stopped = over;
      if (stopped != null) {
        receipts.failAll(stopped);
      }
      if (!stored.fresh().isEmpty()) {
        step(new Event.Loaded(stored.first(), stored.fresh(), false));
      }
      step(new Event.Appended(stored.last()));
    }
  }

  private void received(ExchangeResponse response) {
    try {
      take(response);
    } catch (RuntimeException fault) {
      broke(fault);
    }
    step(ExchangeMessages.event(response));
    wireBytes();
  }

  private void take(ExchangeResponse response) {
    switch (response.getKindCase()) {
      case REJECT:
        Rejection rejection = Rejection.of(response.getReject());
        receipts.rejected(rejection);
        deadLetter(rejection);
        break;
      case REFINE:
        Refine refine = response.getRefine();
        notices.refineAsked(
            refine.getSequencesList(), RefineQueue.kinds(refine.getKindsValueList()));
        answers.requested(refine);
        break;
      case ANSWER_ACK:
        answers.acknowledged(response.getAnswerAck());
        break;
      case OPENED:
        answers.opened(response.getOpened());
        isTraced = hasTraces && response.getOpened().getFeaturesList().contains(TRACES);
        break;
      default:
        break; // the machine's alone
    }
  }

  private void wireBytes() {
    notices.wireBytes(exchange.sentBytes(), exchange.receivedBytes());
  }

  // Later layers

  private void refine() {
    if (machine.state() != SessionState.STREAMING) {
      return;
    }
    answers.findNext(delivered, (wish, found) -> loop.execute(() -> found(wish, found)));
    if (machine.mayAnswer()) {
      answers.nextOffer().ifPresent(inbox::add);
    }
    for (RefineQueue.Declined declined : answers.takeDeclined()) {
      exchange.send(ExchangeMessages.of(declined));
    }
  }

  private void found(Wish wish, Found found) {
    answers.found(wish, found, link);
    if (over == null) {
      run();
    }
  }

  // Effects, on the loop.

  @Override
  public void connect(Effect.Connect effect) {
    answers.connecting();
    exchange.connect(effect, this::step, this::received);
    wireBytes();
  }

  @Override
  public void load(Effect.Load load) {
    LinkEstimate now = link;
    onDisk(
        () -> {
          try {
            loaded(load, outbox.load(load.fromSequence(), load.maxRecords(), load.maxBytes(), now));
          } catch (OutboxException e) {
            // The session requests again when it hears that nothing was received.
            timer.schedule(() -> loaded(load, List.of()), LOAD_AGAIN_SECONDS, TimeUnit.SECONDS);
            throw e;
          }
        });
  }

  private void loaded(Effect.Load load, List<Item> items) {
    on(new Event.Loaded(load.fromSequence(), items, true));
  }

  @Override
  public void sendBatch(Effect.SendBatch effect) {
    Batch batch = ExchangeMessages.batch(effect);
    if (isTraced) {
      int most = ExchangeMessages.tracesThatFit(effect, batch);
      batch =
          batch.toBuilder()
              .addAllTraces(receipts.traces(effect.first(), effect.gists().size(), most))
              .build();
    }
    exchange.send(ExchangeMessages.of(batch));
    written(batch.getSerializedSize());
  }

  @Override
  public void sendAnswer(Effect.SendAnswer effect) {
    Answer answer = answers.message(effect);
    exchange.send(ExchangeMessages.of(answer));
    written(answer.getSerializedSize());
  }

  /** The transport may take no more after this message: that is to be known before the next. */
  private void written(int bytes) {
    wireBytes();
    if (!exchange.isReady()) {
      inbox.add(new Event.Ready(false));
    }
    inbox.add(new Event.Written(bytes));
  }

  @Override
  public void sendSkip(Effect.SendSkip effect) {
    exchange.send(ExchangeMessages.of(effect));
    wireBytes();
  }

  @Override
  public void sendHeartbeat(Effect.SendHeartbeat effect) {
    exchange.send(ExchangeMessages.of(effect));
    wireBytes();
  }

  @Override
  public void sendClose(Effect.SendClose effect) {
    exchange.send(ExchangeMessages.close());
    exchange.halfClose();
    wireBytes();
  }

  @Override
  public void cancel(Effect.Cancel effect) {
    exchange.cancel(effect.why());
  }

  @Override
  public void delivered(Effect.Delivered effect) {
    long through = effect.throughSequence();
    receipts.delivered(through);
    delivered = through;
    notices.acknowledged(through);
    flushes.delivered(through);
    if (trimming.compareAndSet(false, true)) {
      onDisk(
          () -> {
            trimming.set(false);
            outbox.trim(delivered);
          });
    }
  }

  @Override
  public void lost(Effect.Lost effect) {
    notices.lost(effect.first(), effect.last());
  }

  @Override
  public void refuse(Effect.Refuse effect) {
    Rejection rejection = Rejection.tooLarge(effect);
    receipts.rejected(rejection);
    deadLetter(rejection);
  }

  private void deadLetter(Rejection rejection) {
    answers.forget(rejection.sequence());
    onDisk(() -> notices.rejected(outbox.reject(rejection)));
  }

  @Override
  public void wakeAt(Effect.WakeAt effect) {
    wakeup.at(nowNanos(), effect.nanos());
  }

  @Override
  public void stateChanged(Effect.StateChanged effect) {
    state = effect.state();
    if (effect.state() == SessionState.STREAMING) {
      lastFailure = null;
    }
    notices.stateChanged(effect.state(), effect.why());
  }

  @Override
  public void disconnected(Effect.Disconnected effect) {
    GistwireException cause = Ends.of(effect, exchange.failure());
    lastFailure = cause;
    notices.disconnected(cause, effect.retryMillis());
  }

  @Override
  public void stopped(Effect.Stopped effect) {
    end(Ends.of(effect, exchange.failure()));
  }

  @Override
  public void closed(Effect.Closed effect) {
    end(Ends.closed(store.isDurable(), lastFailure));
  }

  /** A fault in the code of the loop: the stream ends, visibly. */
  private void broke(RuntimeException fault) {
    if (over == null) {
      exchange.cancel("the client has a fault");
      state = SessionState.STOPPED;
      StreamStoppedException why = Ends.ofFault(fault);
      notices.stateChanged(SessionState.STOPPED, why.problem());
      end(why);
    }
  }

  private void end(StreamStoppedException why) {
    over = why;
    inbox.clear();
    wakeup.cancel();
    demand.end(why);
    receipts.failAll(why);
    flushes.fail(why);
    ended.complete(null);
  }

  private void onDisk(DiskTask task) {
    disk.execute(
        () -> {
          try {
            task.run();
          } catch (OutboxException e) {
            if (!isClosed()) {
              notices.outboxFailed(e);
            }
          }
        });
  }

  /** Whether the application closed the stream: that its outbox is closed then is no failure. */
  private boolean isClosed() {
    StreamStoppedException why = over;
    return why != null && why.reason() == GistwireException.Reason.STREAM_CLOSED;
  }

  /** Work on the store. */
  private interface DiskTask {
    void run() throws OutboxException;
  }
}
