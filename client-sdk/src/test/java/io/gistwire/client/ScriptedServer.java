package io.gistwire.client;

import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.batch.BatchFormatException;
import io.gistwire.proto.batch.BatchLimits;
import io.gistwire.proto.v1.Ack;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Decline;
import io.gistwire.proto.v1.Drain;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistTrace;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Refine;
import io.gistwire.proto.v1.Reject;
import io.gistwire.proto.v1.Rewind;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.proto.v1.Skip;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A server on a real socket that follows PROTOCOL.md with a ledger in memory, and breaks off where
 * a test states it. All state is guarded by this object.
 */
final class ScriptedServer extends SessionServiceGrpc.SessionServiceImplBase
    implements AutoCloseable {
  private final Server server;

  /** What one epoch holds; a value is a gist, or the reason of a skip or reject as a text. */
  final Map<Long, TreeMap<Long, Object>> ledger = new HashMap<>();

  final List<Open> opens = new ArrayList<>();
  final List<GistTrace> traces = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<Decline> declines = new ArrayList<>();
  final List<String> features = new ArrayList<>(List.of("answers", "refine"));
  AnswerAck.Builder answerAck =
      AnswerAck.newBuilder().setOutcome(AnswerOutcome.ANSWER_OUTCOME_STORED);
  final Set<Long> rejects = new HashSet<>();
  Status.Code rejectCode = Status.Code.INVALID_ARGUMENT;
  ErrorReason rejectReason = ErrorReason.ERROR_REASON_LAYER_MALFORMED;
  int duplicates;
  int conflicts;
  int batches;
  int maxBatchGists = 1_000;
  int maxGistBytes = 4_096;
  int heartbeatMillis = 10_000;
  long creditBytes = 262_144;
  long mostBytesUnderWay;

  /** Breaks the stream off after so many batches, before their ack; 0: never. */
  int breakAfterBatches;

  /** Counts answers but acknowledges none. */
  boolean forgetAnswers;

  /** Keeps gists but tells no one. */
  boolean mute;

  private final Map<Long, Exchange> current = new HashMap<>();

  ScriptedServer() throws IOException {
    this(0);
  }

  /** On a port; 0 for any. */
  ScriptedServer(int port) throws IOException {
    server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(this)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized TreeMap<Long, Object> epoch(long epoch) {
    return ledger.computeIfAbsent(epoch, e -> new TreeMap<>());
  }

  /** Waits until a condition on the server's state holds. */
  void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      synchronized (this) {
        if (condition.getAsBoolean()) {
          return;
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("waited 20 s in vain");
      }
      Thread.sleep(5);
    }
  }

  synchronized void drain(long epoch, int retryAfterMillis) {
    current
        .get(epoch)
        .reply(
            ExchangeResponse.newBuilder()
                .setDrain(Drain.newBuilder().setRetryAfterMillis(retryAfterMillis)));
  }

  synchronized void refine(long epoch, Refine refine) {
    current.get(epoch).reply(ExchangeResponse.newBuilder().setRefine(refine));
  }

  synchronized void end(long epoch, StatusRuntimeException status) {
    Exchange exchange = current.get(epoch);
    exchange.ended = true;
    exchange.out.onError(status);
  }

  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeResponse> out) {
    return new Exchange(out);
  }

  private final class Exchange implements StreamObserver<ExchangeRequest> {
    final StreamObserver<ExchangeResponse> out;
    private long epoch;
    private long expected;
    private boolean ended;

    Exchange(StreamObserver<ExchangeResponse> out) {
      this.out = out;
    }

    void reply(ExchangeResponse.Builder response) {
      if (!ended) {
        out.onNext(response.build());
      }
    }

    @Override
    public void onNext(ExchangeRequest request) {
      synchronized (ScriptedServer.this) {
        if (ended) {
          return;
        }
        if (request.hasOpen()) {
          opened(request.getOpen());
        } else if (request.hasBatch()) {
          batch(request.getBatch());
        } else if (request.hasSkip()) {
          skip(request.getSkip());
        } else if (request.hasAnswer()) {
          answers.add(request.getAnswer());
          if (!forgetAnswers) {
            reply(
                ExchangeResponse.newBuilder()
                    .setAnswerAck(answerAck.setNumber(request.getAnswer().getNumber())));
          }
        } else if (request.hasDecline()) {
          declines.add(request.getDecline());
        } else if (request.hasHeartbeat() && request.getHeartbeat().getNumber() != 0) {
          reply(
              ExchangeResponse.newBuilder()
                  .setHeartbeat(
                      Heartbeat.newBuilder().setReplyTo(request.getHeartbeat().getNumber())));
        }
      }
    }

    private void opened(Open open) {
      opens.add(open);
      epoch = open.getEpoch();
      Exchange old = current.put(epoch, this);
      if (old != null && !old.ended) {
        old.ended = true;
        old.out.onError(
            ErrorStatus.of(Status.Code.ABORTED, "SESSION_FENCED", "a newer session took over"));
      }
      TreeMap<Long, Object> held = epoch(epoch);
      long through = held.isEmpty() ? 0 : held.lastKey();
      expected = through + 1;
      reply(
          ExchangeResponse.newBuilder()
              .setOpened(
                  Opened.newBuilder()
                      .setHeldThrough(through)
                      .addAllFeatures(features)
                      .setCreditBytes(creditBytes)
                      .setMaxBatchBytes(65_536)
                      .setMaxBatchGists(maxBatchGists)
                      .setMaxGistBytes(maxGistBytes)
                      .setHeartbeatIntervalMillis(heartbeatMillis)));
    }

    private void batch(Batch batch) {
      batches++;
      traces.addAll(batch.getTracesList());
      List<Gist> gists;
      try {
        gists = BatchColumns.unpack(batch, new BatchLimits(maxBatchGists, 65_536));
      } catch (BatchFormatException e) {
        throw new AssertionError(e);
      }
      if (batch.getFirstSequence() > expected) {
        reply(
            ExchangeResponse.newBuilder()
                .setRewind(Rewind.newBuilder().setExpectedSequence(expected)));
        return;
      }
      long sequence = batch.getFirstSequence();
      for (Gist gist : gists) {
        keep(sequence++, gist);
      }
      if (breakAfterBatches > 0 && --breakAfterBatches == 0) {
        ended = true;
        out.onError(Status.UNAVAILABLE.withDescription("broken off by the test").asException());
        return;
      }
      ack(batch.getSerializedSize());
    }

    private void keep(long sequence, Gist gist) {
      TreeMap<Long, Object> held = epoch(epoch);
      Object old = held.get(sequence);
      if (old != null) {
        duplicates++;
        conflicts += old.equals(gist) ? 0 : 1;
      } else if (rejects.contains(sequence)) {
        held.put(sequence, "rejected");
        reply(
            ExchangeResponse.newBuilder()
                .setReject(
                    Reject.newBuilder()
                        .setSequence(sequence)
                        .setStatusCode(rejectCode.value())
                        .setReason(rejectReason)
                        .setMessage("not wanted")));
      } else {
        held.put(sequence, gist);
      }
      expected = Math.max(expected, sequence + 1);
    }

    private void skip(Skip skip) {
      for (long s = Math.max(expected, skip.getFirstSequence()); s <= skip.getLastSequence(); s++) {
        epoch(epoch).put(s, skip.getReason().name());
      }
      expected = Math.max(expected, skip.getLastSequence() + 1);
      ack(0);
    }

    private void ack(long credit) {
      if (!mute) {
        reply(
            ExchangeResponse.newBuilder()
                .setAck(Ack.newBuilder().setThroughSequence(expected - 1).setCreditBytes(credit)));
      }
    }

    @Override
    public void onError(Throwable error) {
      ended = true;
    }

    @Override
    public void onCompleted() {
      synchronized (ScriptedServer.this) {
        if (!ended) {
          ended = true;
          out.onCompleted();
        }
      }
    }
  }
}
