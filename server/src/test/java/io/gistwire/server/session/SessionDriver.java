package io.gistwire.server.session;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Skip;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.refusal.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A session machine on a real ledger, driven step by step with a clock of its own. What the ledger
 * returns after each step, unless it is held back.
 */
final class SessionDriver {
  static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  static final long EPOCH = 0xfeedL;

  /**
   * Small, so that tests reach them: 8 gists, 1,024 bytes a gist, 2,048 a batch, 4,096 of credit.
   */
  static final SessionLimits LIMITS =
      new SessionLimits(2048, 1024, 8, 4096, 1 << 20, 1000, 30_000, 60_000, 10_000, 16);

  final SessionMachine machine;
  long nowMillis = 1_000_000;

  /** While true, what the ledger states is kept back, as by a disk that does not answer. */
  boolean stalled;

  private final Ledger ledger;
  private final SessionRegistry registry;
  private final Deque<Runnable> results = new ArrayDeque<>();
  private final List<ExchangeResponse> said = new ArrayList<>();
  private EpochLease lease;
  private boolean ended;
  private boolean released;
  private Optional<Refusal> refusal = Optional.empty();

  SessionDriver(SessionRegistry registry) {
    this(registry, Caller.ANONYMOUS);
  }

  SessionDriver(SessionRegistry registry, Caller caller) {
    this.registry = registry;
    ledger = registry.ledger();
    machine = new SessionMachine(LIMITS, registry, caller, nowMillis, this::effect);
  }

  private void effect(SessionEffect effect) {
    if (effect instanceof SessionEffect.Send send) {
      said.add(send.response());
    } else if (effect instanceof SessionEffect.TakeLease take) {
      later(
          () -> {
            lease = ledger.lease(take.epoch(), take.clockSkewMillis()).join();
            return () ->
                machine.leased(lease.heldThrough(), registry.grantBytes(), "test", nowMillis);
          });
    } else if (effect instanceof SessionEffect.Append append) {
      later(
          () -> {
            var appended = ledger.append(lease, append.submissions()).join();
            return () -> machine.appended(appended, nowMillis);
          });
    } else if (effect instanceof SessionEffect.AddLayers add) {
      later(
          () -> {
            var added = ledger.addLayers(lease, add.sequence(), add.layers(), 1024).join();
            return () -> machine.layersAdded(added, nowMillis);
          });
    } else if (effect instanceof SessionEffect.End end) {
      ended = true;
      refusal = end.refusal();
    } else if (effect instanceof SessionEffect.Release) {
      released = true;
      if (lease != null) {
        ledger.release(lease);
      }
    }
  }

  private void later(Supplier<Runnable> operation) {
    results.add(
        () -> {
          Runnable result;
          try {
            result = operation.get();
          } catch (CompletionException failure) {
            result = () -> machine.ledgerFailed(failure.getCause(), nowMillis);
          }
          result.run();
        });
  }

  /** Lets the ledger answer. */
  SessionDriver settle() {
    while (!stalled && !results.isEmpty()) {
      results.remove().run();
    }
    return this;
  }

  SessionDriver send(ExchangeRequest.Builder request) {
    machine.receive(request.build(), nowMillis);
    return settle();
  }

  static Open.Builder openMessage() {
    return Open.newBuilder()
        .setSource("sources/cam-1")
        .setEpoch(EPOCH)
        .setCodeFingerprint(ByteString.copyFrom(CODE.toByteArray()))
        .addFeatures("answers")
        .addFeatures("refine");
  }

  SessionDriver send(Open.Builder open) {
    return send(ExchangeRequest.newBuilder().setOpen(open));
  }

  /** Opens as usual; forgets what was said about it. */
  SessionDriver open() {
    send(openMessage());
    if (said.isEmpty() || !said.get(0).hasOpened()) {
      throw new AssertionError("not opened: " + this);
    }
    said.clear();
    return this;
  }

  SessionDriver batch(long first, Gist... gists) {
    return batch(BatchColumns.pack(first, Arrays.asList(gists)));
  }

  SessionDriver batch(Batch batch) {
    return send(ExchangeRequest.newBuilder().setBatch(batch));
  }

  /** The gists of these sequences, each as it always is. */
  SessionDriver gists(long first, long last) {
    return batch(
        first,
        LongStream.rangeClosed(first, last).mapToObj(SessionDriver::gist).toArray(Gist[]::new));
  }

  SessionDriver skip(long first, long last) {
    return send(
        ExchangeRequest.newBuilder()
            .setSkip(Skip.newBuilder().setFirstSequence(first).setLastSequence(last)));
  }

  SessionDriver answer(long number, long sequence, Layer... layers) {
    Answer.Builder answer = Answer.newBuilder().setNumber(number).setSequence(sequence);
    return send(ExchangeRequest.newBuilder().setAnswer(answer.addAllLayers(Arrays.asList(layers))));
  }

  SessionDriver pass(long millis) {
    nowMillis += millis;
    machine.tick(nowMillis, true);
    return settle();
  }

  /** What was said since the last time, in short words; credit and acks without their numbers. */
  List<String> said() {
    List<String> words = said.stream().map(SessionDriver::inWords).collect(Collectors.toList());
    said.clear();
    return words;
  }

  private static String inWords(ExchangeResponse response) {
    switch (response.getKindCase()) {
      case ACK:
        return "ack " + response.getAck().getThroughSequence();
      case REJECT:
        return "reject " + response.getReject().getSequence() + " " + words(response);
      case REWIND:
        return "rewind " + response.getRewind().getExpectedSequence();
      case ANSWER_ACK:
        return "answer " + response.getAnswerAck().getNumber() + " " + words(response);
      case HEARTBEAT:
        return "heartbeat " + response.getHeartbeat().getReplyTo();
      default:
        return response.getKindCase().name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static String words(ExchangeResponse response) {
    if (response.hasReject()) {
      return response.getReject().getReason().name().substring("ERROR_REASON_".length());
    }
    String outcome = response.getAnswerAck().getOutcome().name();
    ErrorReason reason = response.getAnswerAck().getReason();
    return outcome.substring("ANSWER_OUTCOME_".length())
        + (reason.getNumber() == 0 ? "" : " " + reason.name().substring("ERROR_REASON_".length()));
  }

  /** The messages themselves, since the last time. */
  List<ExchangeResponse> messages() {
    List<ExchangeResponse> messages = List.copyOf(said);
    said.clear();
    return messages;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean hasReleased() {
    return released;
  }

  /** How the stream ended: "OK", or the status and the reason. */
  String end() {
    if (!ended) {
      return "still open";
    }
    return refusal
        .map(why -> why.code() + " " + why.reason().name().substring("ERROR_REASON_".length()))
        .orElse("OK");
  }

  static Gist gist(long meaning) {
    byte[] code = ByteBuffer.allocate(16).putLong(meaning).putLong(~meaning).array();
    return Gist.newBuilder()
        .addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING, code))
        .setCaptureTimeMillis(1_700_000_000_000L + meaning)
        .build();
  }

  static Layer layer(LayerKind kind, byte... bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  @Override
  public String toString() {
    return "said " + said + ", ended with " + end();
  }
}
