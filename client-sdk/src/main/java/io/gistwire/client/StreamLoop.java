package io.gistwire.client;

import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.session.Event;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Refine;
import io.gistwire.proto.v1.Reject;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ties session, outbox and receipts together. Fields belong to the loop, a serial executor; what
 * other threads may read is volatile.
 */
final class StreamLoop implements OutboxSide.Listener, Session.Host, RefineDesk.Line {
  /** So long after the outbox could not be read, or frozen, it is tried again. */
  private static final int LOAD_AGAIN_SECONDS = 1;

  private final OutboxStore store;
  private final SerialExecutor disk;
  private final SerialExecutor loop;
  private final SerialExecutor callbacks;
  private final ScheduledExecutorService timer;
  private final StreamListener listener;
  private final Demand demand;
  private final DisconnectReports reports = new DisconnectReports();
  private final Receipts receipts;
  private final Session session;
  private final LayerStore layers;
  private final RefineDesk desk;
  private final TreeMap<Long, List<CompletableFuture<Void>>> flushes = new TreeMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable OutboxSide outbox;
  private @Nullable StreamStoppedException over;
  private final AtomicBoolean trimming = new AtomicBoolean();
  private volatile long delivered;
  private volatile @Nullable GistwireException lastFailure;
  private volatile SessionState state = SessionState.IDLE;
  private volatile LinkEstimate link = LinkEstimate.UNKNOWN;

  StreamLoop(
      String source,
      OutboxStore store,
      SerialExecutor disk,
      SerialExecutor encoder,
      @Nullable PhotoShelf shelf,
      Demand demand,
      StreamSettings settings,
      StreamListener listener) {
    OutboxStats stats = store.stats();
    this.store = store;
    this.disk = disk;
    this.demand = demand;
    this.loop = new SerialExecutor(settings.loops(), this::broke);
    this.callbacks = new SerialExecutor(settings.callbacks());
    this.timer = settings.timer();
    this.listener = listener;
    this.receipts = new Receipts(source, store.epoch(), callbacks);
    this.delivered = stats.trimmedThrough();
    this.session =
        new Session(
            source,
            store.epoch(),
            stats.trimmedThrough(),
            stats.lastSequence(),
            settings.channel(),
            settings.connectNow(),
            settings.profile(),
            loop,
            settings.timer(),
            this);
    this.layers =
        new LayerStore(
            store,
            shelf,
            settings.encoder(),
            new LayerStore.Surroundings(disk, encoder, loop, this::photoFailed));
    this.desk = new RefineDesk(layers, this);
  }

  void start(OutboxSide side, @Nullable CodeFingerprint fingerprint) {
    loop.execute(
        () -> {
          outbox = side;
          stepNow(new Event.Start(fingerprint));
        });
  }

  SessionState state() {
    return state;
  }

  LinkEstimate link() {
    return link;
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

  void step(Event event) {
    loop.execute(() -> stepNow(event));
  }

  private void stepNow(Event event) {
    session.step(event);
  }

  @Override
  public void stepped() {
    link = session.estimate();
    OutboxSide side = outbox;
    if (side != null) {
      side.hungry(session.isHungry());
    }
    desk.feed();
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
            flushes.computeIfAbsent(through, t -> new ArrayList<>()).add(done);
            stepNow(new Event.Flush());
          }
        });
  }

  /** Runs a task after all callbacks that were handed over before. */
  void afterCallbacks(Runnable task) {
    callbacks.execute(task);
  }

  CompletableFuture<Void> close() {
    step(new Event.Close());
    return ended;
  }

  // The outbox's side, called on the disk executor.

  @Override
  public void appended(
      long first, List<OutboxSide.Submission> group, List<OutboxSide.Ready> ready) {
    loop.execute(
        () -> {
          receipts.stored(first, group);
          StreamStoppedException why = over;
          if (why != null) {
            receipts.failAll(why);
          }
          if (!ready.isEmpty()) {
            session.loaded(first, ready, false);
          }
          session.step(new Event.Appended(first + group.size() - 1));
        });
  }

  @Override
  public void failed(List<OutboxSide.Submission> group, OutboxException why) {
    loop.execute(() -> receipts.failed(group, why));
  }

  @Override
  public void dropped(List<Long> sequences) {
    loop.execute(() -> receipts.dropped(sequences));
    sequences.forEach(layers::forget);
  }

  // The session's side, called on the loop.

  @Override
  public void load(long from, int maxRecords, int maxBytes) {
    OutboxSide side = outbox;
    if (side == null) {
      return;
    }
    onDisk(
        () -> {
          try {
            loaded(from, side.load(from, maxRecords, maxBytes));
          } catch (OutboxException e) {
            // The session asks again when it hears that nothing came.
            timer.schedule(() -> loaded(from, List.of()), LOAD_AGAIN_SECONDS, TimeUnit.SECONDS);
            throw e;
          }
        });
  }

  private void loaded(long from, List<OutboxSide.Ready> ready) {
    loop.execute(() -> session.loaded(from, ready, true));
  }

  @Override
  public void delivered(long through) {
    receipts.delivered(delivered, through);
    delivered = through;
    callbacks.execute(() -> listener.acknowledged(through));
    while (!flushes.isEmpty() && flushes.firstKey() <= through) {
      flushes.pollFirstEntry().getValue().forEach(done -> done.complete(null));
    }
    if (trimming.compareAndSet(false, true)) {
      onDisk(this::trim);
    }
  }

  private void trim() throws OutboxException {
    trimming.set(false);
    store.trim(delivered);
    demand.outboxHolds(store.stats());
  }

  @Override
  public void rejected(Reject reject) {
    String status = Status.fromCodeValue(reject.getStatusCode()).getCode().name();
    String reason = reject.getMessage();
    receipts.rejected(reject.getSequence(), status, serverReason(reject), reason);
    deadLetter(reject.getSequence(), status, reason, false);
  }

  private static String serverReason(Reject reject) {
    String name = reject.getReason().name();
    String prefix = "ERROR_REASON_";
    return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
  }

  @Override
  public void refused(long sequence, int bytes, int maxBytes) {
    String reason = "gist has " + bytes + " bytes; the server takes at most " + maxBytes;
    receipts.rejected(sequence, "INVALID_ARGUMENT", "GIST_TOO_LARGE", reason);
    deadLetter(sequence, "INVALID_ARGUMENT", reason, true);
  }

  /** The gist is not affected: it goes its way, and a Refine of it is declined. */
  @Override
  public void photoFailed(OutboxException why) {
    callbacks.execute(() -> listener.outboxFailed(why));
  }

  // What the answers need of the session, called on the loop.

  @Override
  public boolean isOpen() {
    return state == SessionState.STREAMING;
  }

  @Override
  public boolean hasRoomForAnswer() {
    return session.hasRoomForAnswer();
  }

  @Override
  public void offer(long id, int bytes) {
    stepNow(new Event.AnswerReady(id, bytes));
  }

  @Override
  public void decline(List<Long> sequences, DeclineReason reason) {
    session.decline(sequences, reason);
  }

  @Override
  public long deliveredThrough() {
    return delivered;
  }

  @Override
  public LinkEstimate estimate() {
    return link;
  }

  private void deadLetter(long sequence, String status, String reason, boolean drop) {
    long now = System.currentTimeMillis();
    layers.forget(sequence);
    onDisk(
        () -> {
          byte[] bytes = bytesOf(sequence);
          store.reject(sequence, status, reason, now);
          if (drop) {
            store.drop(List.of(sequence), SkipReason.DROPPED);
          }
          DeadLetter letter = new DeadLetter(sequence, bytes, status, reason, now);
          callbacks.execute(() -> listener.rejected(letter));
        });
  }

  /** What the outbox holds at a sequence; empty when that was trimmed. */
  private byte[] bytesOf(long sequence) throws OutboxException {
    List<OutboxRecord> records = store.read(sequence, 1, 1);
    return !records.isEmpty()
            && records.get(0) instanceof OutboxRecord.Entry entry
            && entry.sequence() == sequence
        ? entry.bytes()
        : new byte[0];
  }

  @Override
  public void refineAsked(Refine refine) {
    callbacks.execute(
        () ->
            listener.refineAsked(
                refine.getSequencesList(), Messages.toKinds(refine.getKindsValueList())));
    desk.asked(refine);
  }

  @Override
  public Answer.Builder answer(long id) {
    return desk.message(id);
  }

  @Override
  public void answered(long id, AnswerAck ack) {
    desk.answered(id, ack);
  }

  @Override
  public void opened(Opened opened) {
    desk.opened(opened);
  }

  @Override
  public void lost(long first, long last) {
    callbacks.execute(() -> listener.lost(first, last));
  }

  @Override
  public void stateChanged(SessionState next, String why) {
    state = next;
    if (next == SessionState.STREAMING) {
      lastFailure = null;
    }
    callbacks.execute(() -> listener.stateChanged(next, why));
  }

  @Override
  public void wireBytes(long sent, long received) {
    callbacks.execute(() -> listener.wireBytes(sent, received));
  }

  @Override
  public void stopped(StreamStoppedException why) {
    end(why);
  }

  @Override
  public void disconnected(GistwireException cause, long retryMillis) {
    lastFailure = cause;
    if (reports.isDue(cause, System.nanoTime())) {
      callbacks.execute(() -> listener.disconnected(cause, Duration.ofMillis(retryMillis)));
    }
  }

  /** Why there is no connection; null while there is one, or none was tried. */
  @Nullable GistwireException lastFailure() {
    return lastFailure;
  }

  @Override
  public void closed() {
    end(
        StreamStoppedException.closed(
            "the stream was closed before the gist was delivered; " + fate(), lastFailure));
  }

  /** A fault in the code of the loop: the stream ends, visibly. */
  @Override
  public void broke(RuntimeException fault) {
    session.abandon();
    state = SessionState.STOPPED;
    String problem = "a fault in the client ended the stream: " + fault;
    callbacks.execute(() -> listener.stateChanged(SessionState.STOPPED, problem));
    end(
        new StreamStoppedException(
            GistwireException.Reason.INTERNAL,
            problem,
            "what was not delivered is sent at the next start; please report this",
            null,
            fault));
  }

  private String fate() {
    return store.isDurable()
        ? "it is in the outbox and is sent at the next start"
        : "its outbox is in memory, so it is lost when the program ends";
  }

  private void end(StreamStoppedException why) {
    if (over != null) {
      return;
    }
    over = why;
    demand.end(why);
    receipts.failAll(why);
    flushes.values().forEach(list -> list.forEach(d -> d.completeExceptionally(why)));
    flushes.clear();
    ended.complete(null);
  }

  private void onDisk(DiskTask task) {
    disk.execute(
        () -> {
          try {
            task.run();
          } catch (OutboxException e) {
            callbacks.execute(() -> listener.outboxFailed(e));
          }
        });
  }

  /** Work on the store. */
  private interface DiskTask {
    void run() throws OutboxException;
  }
}
