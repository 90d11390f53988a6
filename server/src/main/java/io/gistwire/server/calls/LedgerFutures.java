package io.gistwire.server.calls;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.RequestConflictException;
import io.gistwire.server.refusal.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the ledger on behalf of one call, never longer than the call has. */
public final class LedgerFutures {
  private static final int RETRY_MILLIS = 5000;

  private LedgerFutures() {}

  /**
   * Refuses while the ledger does not write, so that a call fails at once and can be repeated.
   *
   * @throws Refusal {@code LEDGER_UNAVAILABLE}
   */
  public static void requireRunning(Ledger ledger) {
    LedgerState state = ledger.state();
    if (!state.isRunning()) {
      throw unavailable(state.reason());
    }
  }

  /**
   * The result, once it is on disk. A write whose turn did not come in time is taken back.
   *
   * @param waitMillis how long the caller waits
   * @throws Refusal {@code LEDGER_UNAVAILABLE}
   */
  public static <T> T await(CompletableFuture<T> future, long waitMillis)
      throws InterruptedException {
    try {
      return future.get(Math.max(0, waitMillis), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw unavailable("it did not answer in time; the write may still happen");
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    }
  }

  private static Refusal refusal(Throwable cause) {
    if (cause instanceof RequestConflictException) {
      return Refusal.of(ErrorReason.ERROR_REASON_REQUEST_ID_CONFLICT, cause.getMessage());
    }
    if (cause instanceof LedgerException) {
      return unavailable(cause.getMessage());
    }
    return Refusal.of(ErrorReason.ERROR_REASON_INTERNAL, "the write failed: " + cause.getMessage());
  }

  /** The ledger did not write: {@code LEDGER_UNAVAILABLE}, worth another try. */
  public static Refusal unavailable(String why) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_LEDGER_UNAVAILABLE, "the ledger cannot write: " + why)
        .retryAfter(RETRY_MILLIS);
  }
}
