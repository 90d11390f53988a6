package io.gistwire.server.calls;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.refusal.Refusal;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Runs unary calls off the event loop on a few threads; what does not fit into the queue is
 * refused, never kept. Thread-safe.
 */
public final class CallExecutor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CallExecutor.class);
  private static final long RETRY_MILLIS = 200;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final long longestMillis;

  /**
   * An executor with threads of its own.
   *
   * @param name of the threads
   * @param queueLength calls that may wait for a thread
   * @param longestMillis bound of a call without a nearer deadline
   */
  public CallExecutor(String name, int threadCount, int queueLength, long longestMillis) {
    AtomicInteger number = new AtomicInteger();
    this.longestMillis = longestMillis;
    this.threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueLength),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Answers one call. To be called on the thread that gRPC calls the service on.
   *
   * @param permission that the caller must have
   */
  public <A> void answer(StreamObserver<A> observer, Permission permission, Work<A> work) {
    try {
      Call call = Call.current(permission, longestMillis);
      threads.execute(() -> run(observer, call, work));
    } catch (RejectedExecutionException e) {
      fail(observer, busy());
    } catch (Refusal refusal) {
      fail(observer, refusal.toStatus());
    }
  }

  /**
   * Runs a short task of a stream on the same threads.
   *
   * @throws RejectedExecutionException when the queue is full
   */
  public void execute(Runnable task) {
    threads.execute(task);
  }

  private static StatusRuntimeException busy() {
    return Refusal.of(
            ErrorReason.ERROR_REASON_SERVER_BUSY,
            "too many calls at once; try again after a moment")
        .retryAfter(RETRY_MILLIS)
        .toStatus();
  }

  private static <A> void run(StreamObserver<A> observer, Call call, Work<A> work) {
    try {
      call.check();
      A answer = work.run(call);
      observer.onNext(answer);
      observer.onCompleted();
    } catch (Refusal refusal) {
      fail(observer, refusal.toStatus());
    } catch (StatusRuntimeException status) {
      fail(observer, status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(observer, busy());
    } catch (Exception | Error e) {
      LOG.error("a call failed", e);
      fail(observer, internal());
    }
  }

  private static StatusRuntimeException internal() {
    return Refusal.of(
            ErrorReason.ERROR_REASON_INTERNAL,
            "the server made a mistake; its log says more. The request may be repeated")
        .toStatus();
  }

  private static void fail(StreamObserver<?> observer, StatusRuntimeException status) {
    boolean gone = observer instanceof ServerCallStreamObserver<?> server && server.isCancelled();
    if (!gone) {
      observer.onError(status);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What a call does; runs on a thread of the executor. */
  @FunctionalInterface
  public interface Work<A> {
    /** Makes the answer, or throws a {@link Refusal}. */
    A run(Call call) throws Exception;
  }
}
