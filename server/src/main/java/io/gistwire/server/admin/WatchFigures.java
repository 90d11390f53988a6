package io.gistwire.server.admin;

/** Figures of the watches. Thread-safe. */
public interface WatchFigures {
  /** On a server without watches. */
  WatchFigures NONE =
      new WatchFigures() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public long position() {
          return 0;
        }
      };

  /** Watches kept. */
  int count();

  /** Position of the log up to which they have been matched. */
  long position();
}
