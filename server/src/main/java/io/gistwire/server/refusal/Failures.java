package io.gistwire.server.refusal;

import io.gistwire.proto.v1.ErrorReason;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.sql.SQLException;

/** What a call ends with when its work threw. Logs only what a caller cannot cause. */
public final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());
  private static final int DISK_RETRY_MILLIS = 5000;
  private static final int MEMORY_RETRY_MILLIS = 10_000;
  private static final int MAX_CAUSES = 8;

  private Failures() {}

  /**
   * The status of a failure: of a {@link Refusal} its own, {@code LEDGER_UNAVAILABLE} when the disk
   * failed, {@code SERVER_BUSY} without memory, {@code INTERNAL} for everything that no one thought
   * of.
   *
   * @param work what failed, for the log
   */
  public static StatusRuntimeException statusOf(String work, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.toStatus();
    }
    if (failure instanceof StatusRuntimeException status) {
      return status;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return Refusal.of(ErrorReason.ERROR_REASON_DRAINING, "the server shuts down; try again later")
          .retryAfter(DISK_RETRY_MILLIS)
          .toStatus();
    }
    if (failure instanceof OutOfMemoryError) {
      LOG.log(System.Logger.Level.ERROR, work + " found no memory: " + failure.getMessage());
      return Refusal.ofBusy("this server has no memory left for the call", MEMORY_RETRY_MILLIS)
          .toStatus();
    }
    if (isOfDisk(failure)) {
      LOG.log(System.Logger.Level.WARNING, work + " failed: " + failure.getMessage());
      return Refusal.of(
              ErrorReason.ERROR_REASON_LEDGER_UNAVAILABLE,
              "the server's disk refuses: " + failure.getMessage())
          .retryAfter(DISK_RETRY_MILLIS)
          .toStatus();
    }
    LOG.log(System.Logger.Level.ERROR, work + " failed", failure);
    return Refusal.of(
            ErrorReason.ERROR_REASON_INTERNAL,
            "the server failed; its log has the cause. The request may be repeated")
        .toStatus();
  }

  private static boolean isOfDisk(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof IOException || cause instanceof SQLException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
