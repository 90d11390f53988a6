package io.gistwire.server.admin;

/** Figures of the watches. Thread-safe. */
public interface WatchFigures {
  /** Watches kept. */
  int count();

  /** Position of the log up to which they have been matched. */
  long position();
}
