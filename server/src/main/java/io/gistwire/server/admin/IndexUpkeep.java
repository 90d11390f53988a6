package io.gistwire.server.admin;

import io.gistwire.codec.CodeFingerprint;
import java.util.Optional;

/** What an operator does to the index. Thread-safe. */
public interface IndexUpkeep {
  /** On a server without an index. */
  IndexUpkeep NONE =
      new IndexUpkeep() {
        @Override
        public long position() {
          return 0;
        }

        @Override
        public long sizeBytes() {
          return 0;
        }

        @Override
        public void rebuild(Optional<CodeFingerprint> fingerprint, Progress progress) {}
      };

  /** Position of the log up to which searches see everything. */
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
