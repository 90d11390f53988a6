package io.gistwire.server.admin;

import io.gistwire.codec.CodeFingerprint;
import java.util.Optional;

/** What an operator does to the index. Thread-safe. */
public interface IndexUpkeep {
  /** Position of the log up to which searches see everything; the log's end without packs. */
  long position();

  /** Size of its files. */
  long sizeBytes();

  /**
   * Builds it anew from the log while the old one serves.
   *
   * @param fingerprint only gists of this one; empty for all
   */
  void rebuild(Optional<CodeFingerprint> fingerprint, Progress progress)
      throws InterruptedException;

  /** Told now and then how far a long task is; may throw to end it. */
  @FunctionalInterface
  interface Progress {
    /**
     * Called at most a few times a second.
     *
     * @param done position that was reached
     * @param total position to reach
     * @param phase what is being done
     */
    void reached(long done, long total, String phase);
  }
}
