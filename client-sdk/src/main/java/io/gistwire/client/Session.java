package io.gistwire.client;

import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.client.session.Effect;
import io.gistwire.client.session.Event;
import io.gistwire.client.session.SessionMachine;
import io.gistwire.client.session.SessionState;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Close;
import io.gistwire.proto.v1.Decline;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Skip;
import io.grpc.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Drives the session's machine: carries its effects out over gRPC. Runs on the stream's loop. */
final class Session {
  private static final String CLIENT = "gistwire-java/" + Version.TEXT;

  /** What the stream around it does for a session. All calls come on the loop. */
  interface Host {
    void load(long from, int maxRecords, int maxBytes);

    void delivered(long through);

    void rejected(io.gistwire.proto.v1.Reject reject);

    void refused(long sequence, int bytes, int maxBytes);

    void refineAsked(io.gistwire.proto.v1.Refine refine);

    /** The message of an answer that was offered, without its number. */
    Answer.Builder answer(long id);

    void answered(long id, AnswerAck ack);

    void opened(Opened opened);

    void lost(long first, long last);

    void stateChanged(SessionState state, String why);

    void wireBytes(long sent, long received);

    /** The connection failed; the next attempt is made in so many milliseconds. */
    void disconnected(GistwireException cause, long retryMillis);

    void stopped(StreamStoppedException why);

    void closed();

    /** A fault of the client itself: nothing more is sent. */
    void broke(RuntimeException fault);

    /** A step was taken: estimates may have changed. */
    void stepped();
  }

  private final String source;
  private final long epoch;
  private final Channel channel;
  private final Runnable connectNow;
  private final SerialExecutor loop;
  private final Host host;
  private final LinkEstimator link = new LinkEstimator();
  private final SessionMachine machine;
  private final Wakeup wakeup;
  private final long bornNanos = System.nanoTime();
  private final ArrayDeque<Event> inbox = new ArrayDeque<>();
  private final TreeMap<Long, Gist> contents = new TreeMap<>();
  private final TreeMap<Long, Long> answers = new TreeMap<>();
  private @Nullable ExchangeCall call;
  private com.google.protobuf.ByteString resumeToken = com.google.protobuf.ByteString.EMPTY;
  private @Nullable GistwireException failure;
  private boolean stepping;
  private boolean abandoned;
  private long sentBytes;
  private long receivedBytes;

  Session(
      String source,
      long epoch,
      long trimmedThrough,
      long lastSequence,
      Channel channel,
      Runnable connectNow,
      LinkProfile profile,
      SerialExecutor loop,
      ScheduledExecutorService timer,
      Host host) {
    this.source = source;
    this.epoch = epoch;
    this.channel = channel;
    this.connectNow = connectNow;
    this.loop = loop;
    this.host = host;
    this.machine =
        new SessionMachine(
            profile,
            link,
            trimmedThrough,
            lastSequence,
            () -> ThreadLocalRandom.current().nextDouble());
    this.wakeup = new Wakeup(timer, () -> loop.execute(this::tick));
  }

  SessionState state() {
    return machine.state();
  }

  LinkEstimate estimate() {
    return link.estimate();
  }

  boolean isHungry() {
    return machine.isHungry();
  }

  /** Records are ready to send: asked for, or fresh from the outbox. */
  void loaded(long from, List<OutboxSide.Ready> ready, boolean asked) {
    List<io.gistwire.client.session.Item> items = new ArrayList<>(ready.size());
    for (OutboxSide.Ready record : ready) {
      items.add(record.item());
      Gist gist = record.gist();
      if (gist != null) {
        contents.put(record.item().first(), gist);
      }
    }
    step(new Event.Loaded(from, items, asked));
  }

  /** Ends the connection and takes no event any more. */
  void abandon() {
    abandoned = true;
    inbox.clear();
    wakeup.cancel();
    disconnect("the client has a fault");
  }

  private void tick() {
    wakeup.fired();
    step(new Event.Tick());
  }

  /** Whether an answer offered now finds nothing else waiting for the link. */
  boolean hasRoomForAnswer() {
    return machine.hasRoomForAnswer();
  }

  /** Says that a Refine will not be answered for these gists; nothing while not connected. */
  void decline(List<Long> sequences, DeclineReason reason) {
    Decline message = Decline.newBuilder().addAllSequences(sequences).setReason(reason).build();
    send(ExchangeRequest.newBuilder().setDecline(message).build());
  }

  /** Takes an event; events that its effects cause are taken right after. */
  void step(Event event) {
    if (abandoned) {
      return;
    }
    inbox.add(event);
    if (stepping) {
      return;
    }
    stepping = true;
    try {
      for (Event next = inbox.poll(); next != null; next = inbox.poll()) {
        for (Effect effect : machine.on(System.nanoTime() - bornNanos, next)) {
          carryOut(effect);
        }
      }
    } catch (RuntimeException fault) {
      host.broke(fault); // gRPC would take it for a failure of the call, which is made again
    } finally {
      stepping = false;
      host.stepped();
    }
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.SendBatch batch) {
      sendBatch(batch);
    } else if (effect instanceof Effect.WakeAt wake) {
      wakeup.at(System.nanoTime() - bornNanos, wake.nanos());
    } else if (effect instanceof Effect.Delivered delivered) {
      contents.headMap(delivered.throughSequence(), true).clear();
      host.delivered(delivered.throughSequence());
    } else if (effect instanceof Effect.Load load) {
      host.load(load.fromSequence(), load.maxRecords(), load.maxBytes());
    } else if (effect instanceof Effect.SendSkip skip) {
      send(ExchangeRequest.newBuilder().setSkip(toMessage(skip)).build());
    } else if (effect instanceof Effect.SendAnswer answer) {
      sendAnswer(answer);
    } else if (effect instanceof Effect.SendHeartbeat beat) {
      Heartbeat message =
          Heartbeat.newBuilder().setNumber(beat.number()).setReplyTo(beat.replyTo()).build();
      send(ExchangeRequest.newBuilder().setHeartbeat(message).build());
    } else {
      carryOutRare(effect);
    }
  }

  private void carryOutRare(Effect effect) {
    if (effect instanceof Effect.Connect connect) {
      connect(connect);
    } else if (effect instanceof Effect.SendClose) {
      send(ExchangeRequest.newBuilder().setClose(Close.getDefaultInstance()).build());
      if (call != null) {
        call.halfClose();
      }
    } else if (effect instanceof Effect.Cancel cancel) {
      disconnect(cancel.why());
    } else if (effect instanceof Effect.Lost lost) {
      host.lost(lost.first(), lost.last());
    } else if (effect instanceof Effect.Refuse refuse) {
      host.refused(refuse.sequence(), refuse.bytes(), refuse.maxBytes());
    } else if (effect instanceof Effect.Disconnected disconnected) {
      host.disconnected(cause(disconnected), disconnected.retryMillis());
    } else if (effect instanceof Effect.StateChanged change) {
      host.stateChanged(change.state(), change.why());
    } else if (effect instanceof Effect.Stopped stopped) {
      wakeup.cancel();
      host.stopped(why(stopped));
    } else if (effect instanceof Effect.Closed) {
      wakeup.cancel();
      host.closed();
    }
  }

  /** What the transport or the server said, else what the machine found. */
  private GistwireException cause(Effect.Disconnected effect) {
    GistwireException found = failure;
    return found != null
        ? found
        : new GistwireException(
            GistwireException.Reason.CONNECTION_LOST,
            "the connection was given up: " + effect.why(),
            "",
            null,
            null);
  }

  private StreamStoppedException why(Effect.Stopped stopped) {
    GistwireException found = failure;
    GistwireException.Reason reason =
        found == null ? GistwireException.Reason.SERVER_REFUSED : found.reason();
    if (stopped.fenced()) {
      reason = GistwireException.Reason.SESSION_FENCED;
    } else if (stopped.reason().equals("OUTBOX_BEHIND")) {
      reason = GistwireException.Reason.OUTBOX_OUTDATED;
    }
    return new StreamStoppedException(
        reason,
        stopped.message(),
        found == null ? "" : found.remedy(),
        found == null
            ? new GistwireException.ServerAnswer(stopped.code(), stopped.reason(), Map.of(), 0)
            : found.answer(),
        found);
  }

  private void connect(Effect.Connect connect) {
    connectNow.run();
    Open open =
        Open.newBuilder()
            .setSource("sources/" + source)
            .setEpoch(epoch)
            .setCodeFingerprint(
                com.google.protobuf.ByteString.copyFrom(connect.fingerprint().toByteArray()))
            .addFeatures("answers")
            .addFeatures("refine")
            .setDurableThrough(connect.durableThrough())
            .setResumeToken(resumeToken)
            .setClient(CLIENT)
            .setClientTimeMillis(System.currentTimeMillis())
            .build();
    answers.clear();
    failure = null;
    call = ExchangeCall.start(channel, loop, this::happened, this::came);
    send(ExchangeRequest.newBuilder().setOpen(open).build());
  }

  private void disconnect(String why) {
    ExchangeCall old = call;
    call = null;
    if (old != null) {
      old.cancel(why);
    }
  }

  private void happened(ExchangeCall from, Event event) {
    if (from == call) {
      if (event instanceof Event.Ended) {
        call = null;
        failure = from.failure();
      }
      step(event);
    }
  }

  private void send(ExchangeRequest request) {
    if (call != null) {
      call.send(request);
      sentBytes += request.getSerializedSize();
      host.wireBytes(sentBytes, receivedBytes);
    }
  }

  private void sendBatch(Effect.SendBatch range) {
    List<Gist> gists = new ArrayList<>();
    for (long sequence = range.first(); sequence <= range.last(); sequence++) {
      Gist gist = contents.remove(sequence);
      if (gist == null) {
        throw new IllegalStateException("gist " + sequence + " was not loaded");
      }
      gists.add(gist);
    }
    Batch batch = BatchColumns.pack(range.first(), gists);
    send(ExchangeRequest.newBuilder().setBatch(batch).build());
    written(batch.getSerializedSize());
  }

  private void sendAnswer(Effect.SendAnswer effect) {
    Answer answer = host.answer(effect.id()).setNumber(effect.number()).build();
    answers.put(effect.number(), effect.id());
    send(ExchangeRequest.newBuilder().setAnswer(answer).build());
    written(answer.getSerializedSize());
  }

  /** The transport may have had enough with this message: that is to be known before the next. */
  private void written(int bytes) {
    if (call != null && !call.isReady()) {
      inbox.add(new Event.Ready(false));
    }
    inbox.add(new Event.Written(bytes));
  }

  private static Skip toMessage(Effect.SendSkip skip) {
    return Skip.newBuilder()
        .setFirstSequence(skip.first())
        .setLastSequence(skip.last())
        .setReason(toMessage(skip.reason()))
        .build();
  }

  private static io.gistwire.proto.v1.SkipReason toMessage(SkipReason reason) {
    if (reason == SkipReason.LOST) {
      return io.gistwire.proto.v1.SkipReason.SKIP_REASON_LOST;
    }
    return reason == SkipReason.THINNED
        ? io.gistwire.proto.v1.SkipReason.SKIP_REASON_THINNED
        : io.gistwire.proto.v1.SkipReason.SKIP_REASON_DROPPED;
  }

  private void came(ExchangeCall from, ExchangeResponse response) {
    if (from != call) {
      return;
    }
    receivedBytes += response.getSerializedSize();
    host.wireBytes(sentBytes, receivedBytes);
    if (response.hasReject()) {
      host.rejected(response.getReject());
    } else if (response.hasRefine()) {
      host.refineAsked(response.getRefine());
    } else if (response.hasAnswerAck()) {
      Long id = answers.remove(response.getAnswerAck().getNumber());
      if (id != null) {
        host.answered(id, response.getAnswerAck());
      }
    } else if (response.hasOpened()) {
      resumeToken = response.getOpened().getResumeToken();
      host.opened(response.getOpened());
    }
    step(toEvent(response));
  }

  private static Event toEvent(ExchangeResponse response) {
    if (response.hasAck()) {
      return new Event.Acked(
          response.getAck().getThroughSequence(), response.getAck().getCreditBytes());
    } else if (response.hasOpened()) {
      return toEvent(response.getOpened());
    } else if (response.hasCredit()) {
      return new Event.Credited(response.getCredit().getCreditBytes());
    } else if (response.hasRewind()) {
      return new Event.Rewound(response.getRewind().getExpectedSequence());
    } else if (response.hasAnswerAck()) {
      return new Event.AnswerAcked(response.getAnswerAck().getNumber());
    } else if (response.hasDrain()) {
      return new Event.Drained(
          Integer.toUnsignedLong(response.getDrain().getRetryAfterMillis()),
          Integer.toUnsignedLong(response.getDrain().getJitterMillis()));
    } else if (response.hasHeartbeat()) {
      return new Event.HeartbeatCame(
          response.getHeartbeat().getNumber(), response.getHeartbeat().getReplyTo());
    }
    return new Event.OtherCame();
  }

  private static Event toEvent(Opened opened) {
    return new Event.Opened(
        opened.getHeldThrough(),
        opened.getCreditBytes(),
        opened.getMaxBatchBytes(),
        opened.getMaxGistBytes(),
        opened.getMaxBatchGists(),
        opened.getHeartbeatIntervalMillis());
  }
}
