package io.gistwire.server.admin;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ReindexRequest;
import io.gistwire.proto.v1.ReindexResponse;
import io.gistwire.proto.v1.TaskProgress;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Status;
import java.util.Optional;

/** Rebuilds the index for an operator. */
final class IndexTask {
  private final IndexUpkeep index;
  private final TaskGate gate;

  IndexTask(IndexUpkeep index, TaskGate gate) {
    this.index = index;
    this.gate = gate;
  }

  void rebuild(ReindexRequest request, PacedAnswers<ReindexResponse> answers)
      throws InterruptedException {
    Optional<CodeFingerprint> fingerprint = fingerprint(request);
    try (TaskGate.Pass pass = gate.enter("reindex")) {
      index.rebuild(
          fingerprint, (done, total, phase) -> send(answers, show(done, total, phase, false)));
      long position = index.position();
      answers.send(show(position, position, "done", true));
    }
  }

  private static Optional<CodeFingerprint> fingerprint(ReindexRequest request) {
    int size = request.getCodeFingerprint().size();
    if (size != 0 && size != CodeFingerprint.BYTES) {
      throw Refusal.ofField(
          "code_fingerprint",
          "has " + size + " bytes; " + CodeFingerprint.BYTES + " are needed, or none for all");
    }
    return size == 0
        ? Optional.empty()
        : Optional.of(CodeFingerprint.of(request.getCodeFingerprint().toByteArray()));
  }

  private static void send(PacedAnswers<ReindexResponse> answers, ReindexResponse response) {
    try {
      answers.send(response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.UNAVAILABLE.withDescription("the server shuts down").asRuntimeException();
    }
  }

  private static ReindexResponse show(long done, long total, String phase, boolean isDone) {
    return ReindexResponse.newBuilder()
        .setPosition(done)
        .setProgress(
            TaskProgress.newBuilder()
                .setDoneCount(done)
                .setTotalCount(total)
                .setPhase(phase)
                .setDone(isDone))
        .build();
  }
}
