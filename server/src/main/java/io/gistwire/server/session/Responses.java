package io.gistwire.server.session;

import io.gistwire.proto.v1.Ack;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.Credit;
import io.gistwire.proto.v1.Drain;
import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Refine;
import io.gistwire.proto.v1.Reject;
import io.gistwire.proto.v1.Rewind;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.packs.GistFault;

/** Makes messages to the client. */
final class Responses {
  private Responses() {}

  /** What a session begins with. */
  static ExchangeResponse opened(
      SessionLimits limits,
      OpenRequest open,
      long heldThrough,
      long creditBytes,
      String sessionId,
      long nowMillis) {
    Opened opened =
        Opened.newBuilder()
            .setHeldThrough(heldThrough)
            .setCreditBytes(creditBytes)
            .setMaxBatchBytes(limits.maxBatchBytes())
            .setMaxGistBytes(limits.maxGistBytes())
            .setMaxBatchGists(limits.maxBatchGists())
            .setHeartbeatIntervalMillis(limits.heartbeatIntervalMillis())
            .setSessionAgeLimitMillis(limits.sessionAgeMillis())
            .addAllFeatures(open.features())
            .setSessionId(sessionId)
            .setServerTimeMillis(nowMillis)
            .build();
    return ExchangeResponse.newBuilder().setOpened(opened).build();
  }

  static ExchangeResponse refine(LayersWanted wanted) {
    Refine refine =
        Refine.newBuilder()
            .addAllSequences(wanted.sequences())
            .addAllKinds(wanted.kinds())
            .setMaxBytesEach(wanted.maxBytesEach())
            .build();
    return ExchangeResponse.newBuilder().setRefine(refine).build();
  }

  static ExchangeResponse ack(long throughSequence, long creditBytes) {
    Ack ack =
        Ack.newBuilder().setThroughSequence(throughSequence).setCreditBytes(creditBytes).build();
    return ExchangeResponse.newBuilder().setAck(ack).build();
  }

  static ExchangeResponse credit(long bytes) {
    return ExchangeResponse.newBuilder()
        .setCredit(Credit.newBuilder().setCreditBytes(bytes))
        .build();
  }

  static ExchangeResponse reject(long sequence, GistFault fault) {
    Reject reject =
        Reject.newBuilder()
            .setSequence(sequence)
            .setStatusCode(fault.toRefusal().code().value())
            .setReason(fault.reason())
            .setMessage(fault.message())
            .build();
    return ExchangeResponse.newBuilder().setReject(reject).build();
  }

  static ExchangeResponse conflict(long sequence) {
    return reject(
        sequence,
        new GistFault(
            ErrorReason.ERROR_REASON_SEQUENCE_CONFLICT,
            "sequence "
                + sequence
                + " was submitted before with other content, which is kept; somebody else uses this"
                + " epoch: make a new one"));
  }

  static ExchangeResponse rewind(long expected) {
    return ExchangeResponse.newBuilder()
        .setRewind(Rewind.newBuilder().setExpectedSequence(expected))
        .build();
  }

  static ExchangeResponse answerAck(long number, LayersAdded added) {
    return answerAck(number, added.outcome(), added.reason(), added.message());
  }

  static ExchangeResponse answerRefused(long number, GistFault fault) {
    return answerAck(number, AnswerOutcome.ANSWER_OUTCOME_REFUSED, fault.reason(), fault.message());
  }

  private static ExchangeResponse answerAck(
      long number, AnswerOutcome outcome, ErrorReason reason, String message) {
    AnswerAck ack =
        AnswerAck.newBuilder()
            .setNumber(number)
            .setOutcome(outcome)
            .setReason(reason)
            .setMessage(message)
            .build();
    return ExchangeResponse.newBuilder().setAnswerAck(ack).build();
  }

  static ExchangeResponse heartbeat(long replyTo) {
    return ExchangeResponse.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setReplyTo(replyTo))
        .build();
  }

  static ExchangeResponse drain(DrainReason reason, int retryAfterMillis, int jitterMillis) {
    Drain drain =
        Drain.newBuilder()
            .setReason(reason)
            .setRetryAfterMillis(retryAfterMillis)
            .setJitterMillis(jitterMillis)
            .build();
    return ExchangeResponse.newBuilder().setDrain(drain).build();
  }
}
