package io.gistwire.server.calls;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.admission.MessageTicket;
import io.gistwire.server.refusal.Failures;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.shares.TenantShares;
import io.gistwire.server.tracing.Step;
import io.gistwire.server.tracing.Tracing;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs unary calls off the event loop on a few threads of each {@link Lane}, tenants in turns. What
 * does not fit into a tenant's share of the queue is refused, never kept; a call whose caller has
 * cancelled or whose time is over leaves the queue at once. Thread-safe.
 */
public final class CallExecutor implements AutoCloseable {
  private static final long RETRY_MILLIS = 200;
  private static final long IDLE_SECONDS = 30;
  private static final double ALL = 1;

  /** Whose turn the server's own tasks take. No tenant has this name. */
  private static final String SERVER = "";

  private final CallLimits limits;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Lane, FairLane> lanes = new EnumMap<>(Lane.class);
  private final Map<Lane, TenantShares> waiting = new EnumMap<>(Lane.class);

  /**
   * An executor that shares nothing out between tenants.
   *
   * @param name of the threads
   * @param threadCount threads of each lane
   * @param queueLength calls of each lane that may wait for a thread
   * @param longestMillis bound of a call without a nearer deadline
   */
  public CallExecutor(String name, int threadCount, int queueLength, long longestMillis) {
    this(name, CallLimits.ofEach(threadCount, queueLength, ALL, longestMillis));
  }

  /** An executor within these limits, with threads of this name. */
  public CallExecutor(String name, CallLimits limits) {
    this.limits = limits;
    // The lanes bound the threads; a task that ends may overlap the one that takes its place.
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons(name));
    timer = new ScheduledThreadPoolExecutor(1, daemons(name + "-deadlines"));
    timer.setRemoveOnCancelPolicy(true);
    for (Lane lane : Lane.values()) {
      TenantShares shares =
          new TenantShares("waiting calls", limits.maxWaiting(), limits.tenantShare());
      waiting.put(lane, shares);
      lanes.put(
          lane,
          new FairLane(threads, limits.threads().get(lane), limits.threadsOfTenant(lane), shares));
    }
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory plain = Executors.defaultThreadFactory();
    return task -> {
      Thread thread = plain.newThread(task);
      thread.setName(name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** As the other, for calls of {@link Lane#QUICK}. */
  public <A> void answer(StreamObserver<A> observer, Permission permission, Work<A> work) {
    answer(observer, permission, Lane.QUICK, work);
  }

  /**
   * Answers one call. To be called on the thread that gRPC calls the service on.
   *
   * @param permission that the caller must have
   */
  public <A> void answer(
      StreamObserver<A> observer, Permission permission, Lane lane, Work<A> work) {
    try {
      Call call = Call.current(permission, limits.longestMillis(), timer);
      new Pending<>(observer, call, work, MessageTicket.current()).submit(lanes.get(lane));
    } catch (Refusal refusal) {
      fail(observer, refusal.toStatus());
    } catch (RejectedExecutionException e) {
      fail(observer, Refusal.ofBusy("this server ends", RETRY_MILLIS).toStatus());
    }
  }

  /**
   * Runs a short task of the server on the threads of quick calls.
   *
   * @throws RejectedExecutionException when too many wait
   */
  public void execute(Runnable task) {
    execute(SERVER, task);
  }

  /**
   * Runs a short task of a tenant's stream on the threads of quick calls.
   *
   * @throws RejectedExecutionException when too many of the tenant's wait
   */
  public void execute(String tenant, Runnable task) {
    try {
      lanes.get(Lane.QUICK).submit(tenant, task, RETRY_MILLIS);
    } catch (Refusal refusal) {
      throw new RejectedExecutionException(refusal.getMessage());
    }
  }

  /** Calls of a lane that run now. */
  public int runningCount(Lane lane) {
    return lanes.get(lane).runningCount();
  }

  /** Calls of a lane that wait for a thread now. */
  public long waitingCount(Lane lane) {
    return waiting.get(lane).total();
  }

  /** Calls of a lane that were refused because too many waited. */
  public long refusedCount(Lane lane) {
    return waiting.get(lane).refusedCount();
  }

  private static void fail(StreamObserver<?> observer, StatusRuntimeException status) {
    boolean isCancelled =
        observer instanceof ServerCallStreamObserver<?> server && server.isCancelled();
    if (!isCancelled) {
      observer.onError(status);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }

  /** One call, from its arrival to its answer. */
  private static final class Pending<A> implements Runnable, Context.CancellationListener {
    private final StreamObserver<A> observer;
    private final Call call;
    private final Work<A> work;
    private final Optional<MessageTicket> message;
    private FairLane lane;
    private FairLane.Ticket ticket;
    private final Step wait = Tracing.step("wait for a thread");

    Pending(StreamObserver<A> observer, Call call, Work<A> work, Optional<MessageTicket> message) {
      this.observer = observer;
      this.call = call;
      this.work = work;
      this.message = message;
    }

    void submit(FairLane chosen) {
      message.ifPresent(MessageTicket::retain);
      try {
        synchronized (this) {
          lane = chosen;
          ticket = chosen.submit(call.tenant(), this, RETRY_MILLIS);
        }
      } catch (Refusal | RejectedExecutionException e) {
        release();
        throw e;
      }
      call.context().addListener(this, Runnable::run);
    }

    /** The caller gave up or the time is over: no one needs the turn. */
    @Override
    public void cancelled(Context context) {
      boolean hasWaited;
      synchronized (this) {
        hasWaited = lane.remove(ticket);
      }
      if (hasWaited) {
        wait.close();
        fail(observer, endOfWait());
        release();
      }
    }

    private StatusRuntimeException endOfWait() {
      try {
        call.check();
        return Refusal.ofTime().toStatus();
      } catch (Refusal | StatusRuntimeException why) {
        return Failures.statusOf("a call", why);
      }
    }

    @Override
    public void run() {
      Context outer = call.context().attach();
      wait.close();
      try {
        call.check();
        A answer = work.run(call);
        observer.onNext(answer);
        observer.onCompleted();
      } catch (Throwable e) {
        fail(observer, Failures.statusOf("a call", e));
      } finally {
        call.context().detach(outer);
        call.context().removeListener(this);
        release();
      }
    }

    private void release() {
      call.end();
      message.ifPresent(MessageTicket::release);
    }
  }

  /** What a call does; runs on a thread of the executor. */
  @FunctionalInterface
  public interface Work<A> {
    /** Makes the answer, or throws a {@link Refusal}. */
    A run(Call call) throws Exception;
  }
}
