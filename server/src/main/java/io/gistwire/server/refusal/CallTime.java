package io.gistwire.server.refusal;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/**
 * How long the call on whose thread this is asked may still take, by gRPC's context: for what is
 * far below a call, such as decoders and readers of the ledger. Threads without a call have time.
 */
public final class CallTime {
  private CallTime() {}

  /**
   * Returns while the caller waits for the answer.
   *
   * @throws io.grpc.StatusRuntimeException CANCELLED
   * @throws Refusal {@code TIME_EXCEEDED}
   */
  public static void check() {
    check(Context.current());
  }

  /** As {@link #check()}, of a call on another thread. */
  public static void check(Context context) {
    Deadline deadline = context.getDeadline();
    if (deadline != null && deadline.isExpired()) {
      throw Refusal.ofTime();
    }
    if (context.isCancelled()) {
      throw Status.CANCELLED
          .withDescription("the caller does not wait any more")
          .asRuntimeException();
    }
  }

  /**
   * Milliseconds that the call may still take; may be below 0.
   *
   * @param mostMillis the most, and what there is without a call
   */
  public static long leftMillis(long mostMillis) {
    return leftMillis(Context.current(), mostMillis);
  }

  /** As {@link #leftMillis(long)}, of a call on another thread. */
  public static long leftMillis(Context context, long mostMillis) {
    Deadline deadline = context.getDeadline();
    return deadline == null
        ? mostMillis
        : Math.min(mostMillis, deadline.timeRemaining(TimeUnit.MILLISECONDS));
  }
}
