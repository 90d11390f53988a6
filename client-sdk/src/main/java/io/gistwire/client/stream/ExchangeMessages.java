package io.gistwire.client.stream;

import com.google.protobuf.ByteString;
import io.gistwire.client.refine.RefineQueue;
import io.gistwire.client.session.Effect;
import io.gistwire.client.session.EncodedGist;
import io.gistwire.client.session.Event;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Close;
import io.gistwire.proto.v1.Decline;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Skip;
import io.gistwire.proto.v1.SkipReason;
import java.util.ArrayList;
import java.util.List;

/** The session machine's effects as messages, and messages as its events. Pure. */
final class ExchangeMessages {
  private static final String CLIENT = "gistwire-java/" + SdkVersion.TEXT;

  /** What every batch is planned larger than its gists. */
  private static final int COLUMN_BYTES = 128;

  private static final int TRACE_BYTES = 32;
  private static final int MAX_TRACES = 16;

  private ExchangeMessages() {}

  static ExchangeRequest open(
      String source,
      long epoch,
      List<String> features,
      ByteString resumeToken,
      Effect.Connect connect) {
    return ExchangeRequest.newBuilder()
        .setOpen(
            Open.newBuilder()
                .setSource("sources/" + source)
                .setEpoch(epoch)
                .setCodeFingerprint(ByteString.copyFrom(connect.fingerprint().toByteArray()))
                .addAllFeatures(features)
                .setDurableThrough(connect.durableThrough())
                .setResumeToken(resumeToken)
                .setClient(CLIENT)
                .setClientTimeMillis(System.currentTimeMillis()))
        .build();
  }

  static Batch batch(Effect.SendBatch effect) {
    List<Gist> gists = new ArrayList<>(effect.gists().size());
    for (EncodedGist gist : effect.gists()) {
      gists.add(gist.message());
    }
    return BatchColumns.pack(effect.first(), gists);
  }

  /**
   * How many traces a batch takes: credit and the server's bound were compared with what its gists
   * take one by one, which columns leave some of.
   */
  static int tracesThatFit(Effect.SendBatch effect, Batch batch) {
    int planned = COLUMN_BYTES;
    for (EncodedGist gist : effect.gists()) {
      planned += gist.bytes();
    }
    int left = planned - batch.getSerializedSize();
    return Math.max(0, Math.min(MAX_TRACES, left / TRACE_BYTES));
  }

  static ExchangeRequest of(Batch batch) {
    return ExchangeRequest.newBuilder().setBatch(batch).build();
  }

  static ExchangeRequest of(Answer answer) {
    return ExchangeRequest.newBuilder().setAnswer(answer).build();
  }

  static ExchangeRequest of(Effect.SendSkip skip) {
    return ExchangeRequest.newBuilder()
        .setSkip(
            Skip.newBuilder()
                .setFirstSequence(skip.first())
                .setLastSequence(skip.last())
                .setReason(reason(skip.reason())))
        .build();
  }

  private static SkipReason reason(io.gistwire.client.outbox.SkipReason reason) {
    return switch (reason) {
      case LOST -> SkipReason.SKIP_REASON_LOST;
      case THINNED -> SkipReason.SKIP_REASON_THINNED;
      case DROPPED -> SkipReason.SKIP_REASON_DROPPED;
    };
  }

  static ExchangeRequest of(Effect.SendHeartbeat beat) {
    return ExchangeRequest.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setNumber(beat.number()).setReplyTo(beat.replyTo()))
        .build();
  }

  static ExchangeRequest close() {
    return ExchangeRequest.newBuilder().setClose(Close.getDefaultInstance()).build();
  }

  static ExchangeRequest of(RefineQueue.Declined declined) {
    return ExchangeRequest.newBuilder()
        .setDecline(
            Decline.newBuilder().addAllSequences(declined.sequences()).setReason(declined.reason()))
        .build();
  }

  static Event event(ExchangeResponse response) {
    switch (response.getKindCase()) {
      case ACK:
        return new Event.Acked(
            response.getAck().getThroughSequence(), response.getAck().getCreditBytes());
      case OPENED:
        return event(response.getOpened());
      case CREDIT:
        return new Event.Credited(response.getCredit().getCreditBytes());
      case REWIND:
        return new Event.Rewound(response.getRewind().getExpectedSequence());
      case ANSWER_ACK:
        return new Event.AnswerAcked(response.getAnswerAck().getNumber());
      case DRAIN:
        return new Event.Drained(
            Integer.toUnsignedLong(response.getDrain().getRetryAfterMillis()),
            Integer.toUnsignedLong(response.getDrain().getJitterMillis()));
      case HEARTBEAT:
        return new Event.HeartbeatReceived(
            response.getHeartbeat().getNumber(), response.getHeartbeat().getReplyTo());
      default:
        return new Event.OtherReceived();
    }
  }

  private static Event event(Opened opened) {
    return new Event.Opened(
        opened.getHeldThrough(),
        opened.getCreditBytes(),
        opened.getMaxBatchBytes(),
        opened.getMaxGistBytes(),
        opened.getMaxBatchGists(),
        opened.getHeartbeatIntervalMillis());
  }
}
