package io.gistwire.server.calls;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.CallTime;
import io.gistwire.server.refusal.Failures;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes one stream of answers from a worker thread, which waits while the transport is not ready:
 * at most {@value #STALL_MILLIS} ms, the time that a link of 2,400 bit/s needs for what the
 * transport holds and as long again, and never beyond the call's deadline.
 */
public final class PacedAnswers<A> {
  private static final int RETRY_MILLIS = 2000;
  private static final long STALL_MILLIS = 240_000;

  private final ServerCallStreamObserver<A> client;
  private final Semaphore changed = new Semaphore(0);
  private final long stallMillis;

  private PacedAnswers(ServerCallStreamObserver<A> client, long stallMillis) {
    this.client = client;
    this.stallMillis = stallMillis;
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
    answer(observer, workers, admission, work, STALL_MILLIS);
  }

  static <A> void answer(
      StreamObserver<A> observer,
      ExecutorService workers,
      Admission admission,
      CallerWork<A> work,
      long stallMillis) {
    try {
      Caller caller = admission.admit();
      PacedAnswers<A> answers =
          new PacedAnswers<>((ServerCallStreamObserver<A>) observer, stallMillis);
      Context context = Context.current();
      workers.execute(context.wrap(() -> answers.run(caller, work)));
    } catch (Refusal refusal) {
      observer.onError(refusal.toStatus());
    } catch (RejectedExecutionException e) {
      observer.onError(
          Refusal.ofBusy("all threads for exports, downloads and tasks are taken", RETRY_MILLIS)
              .toStatus());
    }
  }

  private void run(Caller caller, CallerWork<A> work) {
    try {
      work.run(caller, this);
      client.onCompleted();
    } catch (Throwable e) {
      fail(Failures.statusOf("a stream of answers", e));
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
   * @throws StatusRuntimeException CANCELLED when the client has cancelled
   * @throws Refusal {@code TIME_EXCEEDED} when the client read nothing for too long, or the call's
   *     deadline has passed
   */
  public void send(A answer) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
    while (!client.isReady()) {
      if (client.isCancelled()) {
        throw Status.CANCELLED.withDescription("the client has cancelled").asRuntimeException();
      }
      CallTime.check();
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (leftMillis <= 0) {
        throw Refusal.of(
            ErrorReason.ERROR_REASON_TIME_EXCEEDED,
            "the client read nothing for " + stallMillis + " ms; resume when it reads again");
      }
      changed.tryAcquire(CallTime.leftMillis(leftMillis), TimeUnit.MILLISECONDS);
    }
    CallTime.check();
    client.onNext(answer);
  }
}
