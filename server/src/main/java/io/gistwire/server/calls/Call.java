package io.gistwire.server.calls;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.CallTime;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Who called, and for how long they wait. While it runs, its context is the thread's current one,
 * so that what is far below can ask {@link CallTime}. Thread-safe.
 */
public final class Call {
  private final Caller caller;
  private final Context context;
  private final Deadline deadline;

  private Call(Caller caller, Context context, Deadline deadline) {
    this.caller = caller;
    this.context = context;
    this.deadline = deadline;
  }

  /**
   * The call on whose thread this is called.
   *
   * @param longestMillis bound of a call without a nearer deadline
   * @param timer ends the context when its time is over
   */
  static Call current(Permission permission, long longestMillis, ScheduledExecutorService timer) {
    Caller caller = Caller.current().require(permission);
    Deadline deadline = Deadline.after(longestMillis, TimeUnit.MILLISECONDS);
    return new Call(caller, Context.current().withDeadline(deadline, timer), deadline);
  }

  /** A call inside the server, on behalf of a caller, that ends by {@link #check} alone. */
  public static Call of(Caller caller, long longestMillis) {
    return new Call(caller, Context.ROOT, Deadline.after(longestMillis, TimeUnit.MILLISECONDS));
  }

  /** Who called. */
  public Caller caller() {
    return caller;
  }

  /** Tenant of the caller. */
  public String tenant() {
    return caller.tenant();
  }

  /** The context that ends with the call's time, or when the client cancels. */
  Context context() {
    return context;
  }

  /** Ends the context and frees its timer. */
  void end() {
    if (context instanceof Context.CancellableContext own) {
      own.cancel(null);
    }
  }

  /**
   * Returns while the caller waits for the answer.
   *
   * @throws io.grpc.StatusRuntimeException CANCELLED
   * @throws Refusal {@code TIME_EXCEEDED}
   */
  public void check() {
    if (deadline.isExpired()) {
      throw Refusal.ofTime();
    }
    CallTime.check(context);
  }

  /** Milliseconds until the answer is of no use any more; may be below 0. */
  public long remainingMillis() {
    return CallTime.leftMillis(context, deadline.timeRemaining(TimeUnit.MILLISECONDS));
  }
}
