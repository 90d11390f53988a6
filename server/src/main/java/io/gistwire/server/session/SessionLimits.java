package io.gistwire.server.session;

/**
 * Bounds of one session, and of all of them.
 *
 * @param maxBatchBytes largest serialised Batch or Answer
 * @param maxGistBytes largest serialised gist
 * @param maxBatchGists most gists in a batch
 * @param creditBytes most bytes that one client may have under way
 * @param creditBudgetBytes bytes that all clients together may have under way; a client gets at
 *     least one batch
 * @param heartbeatIntervalMillis each side sends something at least this often
 * @param openWaitMillis longest wait for Open
 * @param sessionAgeMillis a session is drained at this age; 0 for no limit
 * @param drainWaitMillis how long a drained client may stay
 * @param maxSessions most sessions at once
 */
public record SessionLimits(
    int maxBatchBytes,
    int maxGistBytes,
    int maxBatchGists,
    int creditBytes,
    long creditBudgetBytes,
    int heartbeatIntervalMillis,
    int openWaitMillis,
    long sessionAgeMillis,
    int drainWaitMillis,
    int maxSessions) {
  private static final int KIB = 1024;

  /** Checks that a gist fits a batch and a batch the credit. */
  public SessionLimits {
    if (creditBytes < maxBatchBytes) {
      throw new IllegalArgumentException(
          "credit of "
              + creditBytes
              + " bytes is less than one batch of "
              + maxBatchBytes
              + "; raise gistwire.session.credit-bytes");
    }
    if (maxGistBytes >= maxBatchBytes) {
      throw new IllegalArgumentException(
          "a gist of "
              + maxGistBytes
              + " bytes does not fit a batch of "
              + maxBatchBytes
              + "; raise gistwire.session.max-batch-bytes");
    }
  }

  /** The defaults. */
  public static SessionLimits defaults() {
    return new SessionLimits(
        256 * KIB,
        128 * KIB,
        1024,
        1024 * KIB,
        128L * KIB * KIB,
        20_000,
        30_000,
        4L * 60 * 60 * 1000,
        10_000,
        4096);
  }
}
