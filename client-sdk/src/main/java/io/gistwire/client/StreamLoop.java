package io.gistwire.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.client.session.Event;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.Refine;
import io.gistwire.proto.v1.Reject;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ties session, outbox and receipts together. Fields belong to the loop, a serial executor; what
 * other threads may read is volatile.
 */
final class StreamLoop implements OutboxSide.Listener, Session.Host {
  private final OutboxStore store;
  private final SerialExecutor disk;
  private final SerialExecutor loop;
  private final SerialExecutor callbacks;
  private final StreamListener listener;
  private final Receipts receipts;
  private final Session session;
  private final TreeMap<Long, List<CompletableFuture<Void>>> flushes = new TreeMap<>();
  private final Map<Long, List<Layer>> answers = new HashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable OutboxSide outbox;
  private final AtomicBoolean trimming = new AtomicBoolean();
  private volatile long delivered;
  private volatile SessionState state = SessionState.IDLE;
  private volatile LinkEstimate link = LinkEstimate.UNKNOWN;

  StreamLoop(
      String source,
      OutboxStore store,
      SerialExecutor disk,
      StreamSettings settings,
      StreamListener listener) {
    OutboxStats stats = store.stats();
    this.store = store;
    this.disk = disk;
    this.loop = new SerialExecutor(settings.loops());
    this.callbacks = new SerialExecutor(settings.callbacks());
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
            settings.profile(),
            loop,
            settings.timer(),
            this);
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
  }

  void flush(long through, CompletableFuture<Void> done) {
    loop.execute(
        () -> {
          if (state == SessionState.STOPPED || state == SessionState.CLOSED) {
            done.completeExceptionally(new StreamStoppedException(false, "the stream ended"));
          } else if (delivered >= through) {
            callbacks.execute(() -> done.complete(null));
          } else {
            flushes.computeIfAbsent(through, t -> new ArrayList<>()).add(done);
            stepNow(new Event.Flush());
          }
        });
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
          List<OutboxSide.Ready> ready = side.load(from, maxRecords, maxBytes);
          loop.execute(
              () -> {
                session.loaded(from, ready, true);
              });
        });
  }

  @Override
  public void delivered(long through) {
    receipts.delivered(delivered, through);
    delivered = through;
    callbacks.execute(() -> listener.acknowledged(through));
    while (!flushes.isEmpty() && flushes.firstKey() <= through) {
      List<CompletableFuture<Void>> done = flushes.pollFirstEntry().getValue();
      callbacks.execute(() -> done.forEach(d -> d.complete(null)));
    }
    if (trimming.compareAndSet(false, true)) {
      onDisk(this::trim);
    }
  }

  private void trim() throws OutboxException {
    trimming.set(false);
    store.trim(delivered);
  }

  @Override
  public void rejected(Reject reject) {
    String status = Status.fromCodeValue(reject.getStatusCode()).getCode().name();
    String reason = reject.getMessage();
    receipts.rejected(reject.getSequence(), status, reason);
    deadLetter(reject.getSequence(), status, reason, false);
  }

  @Override
  public void refused(long sequence, int bytes, int maxBytes) {
    String reason = "gist has " + bytes + " bytes; the server takes at most " + maxBytes;
    receipts.rejected(sequence, "INVALID_ARGUMENT", reason);
    deadLetter(sequence, "INVALID_ARGUMENT", reason, true);
  }

  private void deadLetter(long sequence, String status, String reason, boolean drop) {
    long now = System.currentTimeMillis();
    onDisk(
        () -> {
          store.reject(sequence, status, reason, now);
          if (drop) {
            store.drop(List.of(sequence), SkipReason.DROPPED);
          }
          DeadLetter letter = new DeadLetter(sequence, new byte[0], status, reason, now);
          callbacks.execute(() -> listener.rejected(letter));
        });
  }

  @Override
  public void refineAsked(Refine refine) {
    callbacks.execute(
        () ->
            listener.refineAsked(
                refine.getSequencesList(), Messages.toKinds(refine.getKindsValueList())));
    onDisk(
        () -> {
          for (long sequence : refine.getSequencesList()) {
            byte[] kept = store.later(sequence).orElse(null);
            if (kept != null) {
              offer(sequence, wanted(kept, refine));
            }
          }
        });
  }

  private void offer(long sequence, List<Layer> layers) {
    if (!layers.isEmpty()) {
      int bytes = 64;
      for (Layer layer : layers) {
        bytes += layer.getSerializedSize() + 4;
      }
      Event.AnswerReady event = new Event.AnswerReady(sequence, bytes);
      loop.execute(
          () -> {
            answers.put(sequence, layers);
            stepNow(event);
          });
    }
  }

  /** The layers asked for, the most wanted first while they fit, in ascending order of kind. */
  private static List<Layer> wanted(byte[] kept, Refine refine) throws OutboxException {
    List<Layer> chosen = new ArrayList<>();
    long left = refine.getMaxBytesEach() == 0 ? Long.MAX_VALUE : refine.getMaxBytesEach();
    try {
      Gist gist = Gist.parseFrom(kept);
      for (int kind : refine.getKindsValueList()) {
        for (Layer layer : gist.getLayersList()) {
          if (layer.getKindValue() == kind && layer.getData().size() <= left) {
            chosen.add(layer);
            left -= layer.getData().size();
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new OutboxException("kept layers cannot be read: " + e.getMessage(), e);
    }
    chosen.sort((a, b) -> Integer.compare(a.getKindValue(), b.getKindValue()));
    return chosen;
  }

  @Override
  public List<Layer> answer(long sequence) {
    return answers.getOrDefault(sequence, List.of());
  }

  @Override
  public void answered(long sequence) {
    answers.remove(sequence);
    onDisk(() -> store.forgetLater(sequence));
  }

  @Override
  public void lost(long first, long last) {
    callbacks.execute(() -> listener.lost(first, last));
  }

  @Override
  public void stateChanged(SessionState next, String why) {
    state = next;
    callbacks.execute(() -> listener.stateChanged(next, why));
  }

  @Override
  public void wireBytes(long sent, long received) {
    callbacks.execute(() -> listener.wireBytes(sent, received));
  }

  @Override
  public void stopped(boolean fenced, String message) {
    end(new StreamStoppedException(fenced, message));
  }

  @Override
  public void closed() {
    end(
        new StreamStoppedException(
            false, "the stream was closed; the gist is in the outbox for the next start"));
  }

  private void end(StreamStoppedException why) {
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
