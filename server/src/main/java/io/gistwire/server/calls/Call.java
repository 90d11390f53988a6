package io.gistwire.server.calls;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/** Who called, and for how long they wait. Thread-safe. */
public final class Call {
  private final Caller caller;
  private final Context context;
  private final long endNanos;

  private Call(Caller caller, Context context, long endNanos) {
    this.caller = caller;
    this.context = context;
    this.endNanos = endNanos;
  }

  /**
   * The call on whose thread this is called.
   *
   * @param longestMillis bound of a call without a nearer deadline
   */
  static Call current(Permission permission, long longestMillis) {
    Caller caller = Caller.current().require(permission);
    return new Call(
        caller,
        Context.current(),
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longestMillis));
  }

  /** A call inside the server, on behalf of somebody. */
  public static Call of(Caller caller, long longestMillis) {
    return new Call(
        caller, Context.ROOT, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longestMillis));
  }

  /** Who called. */
  public Caller caller() {
    return caller;
  }

  /** Tenant of the caller. */
  public String tenant() {
    return caller.tenant();
  }

  /**
   * Returns while somebody waits for the answer.
   *
   * @throws io.grpc.StatusRuntimeException CANCELLED or DEADLINE_EXCEEDED
   */
  public void check() {
    if (context.isCancelled()) {
      throw Status.CANCELLED
          .withDescription("the caller does not wait any more")
          .asRuntimeException();
    }
    if (remainingMillis() <= 0) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("the call took too long; narrow the filter or ask for less")
          .asRuntimeException();
    }
  }

  /** Milliseconds until the answer is of no use any more; may be below 0. */
  public long remainingMillis() {
    long own = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    return context.getDeadline() == null
        ? own
        : Math.min(own, context.getDeadline().timeRemaining(TimeUnit.MILLISECONDS));
  }
}
