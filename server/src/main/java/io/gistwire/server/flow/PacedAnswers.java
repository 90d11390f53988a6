package io.gistwire.server.flow;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Writes one stream of answers from a worker thread, which waits while the transport is not ready.
 */
public final class PacedAnswers<A> {
  private static final System.Logger LOG = System.getLogger(PacedAnswers.class.getName());
  private static final int RETRY_MILLIS = 2000;

  private final ServerCallStreamObserver<A> client;
  private final Semaphore changed = new Semaphore(0);

  private PacedAnswers(ServerCallStreamObserver<A> client) {
    this.client = client;
    client.setOnReadyHandler(changed::release);
    client.setOnCancelHandler(changed::release);
  }

  /** What a call checks at once, on gRPC's thread: who calls. */
  @FunctionalInterface
  public interface Admission {
    /** The caller, or a {@link Refusal}. */
    Caller admit();
  }

  /** What a call does for a caller. */
  @FunctionalInterface
  public interface CallerWork<A> {
    /** Sends answers and returns; the stream then ends with OK. */
    void run(Caller caller, PacedAnswers<A> answers) throws Exception;
  }

  /** Runs the work on a worker, or refuses when there is none. */
  public static <A> void answer(
      StreamObserver<A> observer,
      ExecutorService workers,
      Admission admission,
      CallerWork<A> work) {
    try {
      Caller caller = admission.admit();
      PacedAnswers<A> answers = new PacedAnswers<>((ServerCallStreamObserver<A>) observer);
      workers.execute(() -> answers.run(caller, work));
    } catch (Refusal refusal) {
      observer.onError(refusal.toStatus());
    } catch (RejectedExecutionException e) {
      observer.onError(
          Refusal.of(
                  ErrorReason.ERROR_REASON_SERVER_BUSY,
                  "too many exports, downloads or tasks at once; try again after a moment")
              .retryAfter(RETRY_MILLIS)
              .toStatus());
    }
  }

  private void run(Caller caller, CallerWork<A> work) {
    try {
      work.run(caller, this);
      client.onCompleted();
    } catch (Refusal refusal) {
      fail(refusal.toStatus());
    } catch (StatusRuntimeException status) {
      fail(status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(Status.UNAVAILABLE.withDescription("the server shuts down").asRuntimeException());
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "a call failed", e);
      fail(
          Refusal.of(ErrorReason.ERROR_REASON_INTERNAL, "the server made a mistake; see its log")
              .toStatus());
    }
  }

  private void fail(StatusRuntimeException status) {
    if (!client.isCancelled()) {
      client.onError(status);
    }
  }

  /**
   * Sends one answer; waits until the transport takes it.
   *
   * @throws StatusRuntimeException CANCELLED when the client is gone
   */
  public void send(A answer) throws InterruptedException {
    while (!client.isReady()) {
      if (client.isCancelled()) {
        throw Status.CANCELLED.withDescription("the client is gone").asRuntimeException();
      }
      changed.acquire();
    }
    client.onNext(answer);
  }
}
