package io.gistwire.server.index;

/** Told now and then how far a rebuild is; may throw to end it. */
@FunctionalInterface
public interface RebuildListener {
  /**
   * Called a few times a second.
   *
   * @param position of the log that the new index has reached
   * @param goal end of the log
   * @param phase what is being done
   */
  void reached(long position, long goal, String phase);
}
