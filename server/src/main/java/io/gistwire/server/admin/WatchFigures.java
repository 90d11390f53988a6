package io.gistwire.server.admin;

/** Figures of the watches. Thread-safe. */
public interface WatchFigures {
  /** Watches kept, of all tenants. */
  int count();

  /** Watches kept of a tenant; may read the disk. */
  int count(String tenant);

  /** Position of the log up to which they have been matched. */
  long position();
}
