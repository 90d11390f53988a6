package io.gistwire.cli.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Knows of each file of a followed folder whether its present state was handled, and which of the
 * others have not changed for long enough to be read. Files rest side by side: a thousand that are
 * copied at once wait no longer than one. Not thread-safe.
 */
final class Settling {
  /** A file that was not written for so long is looked at. */
  static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final class Waiting {
    private final FileState state;
    private final long sinceNanos;
    private long dueNanos;

    Waiting(FileState state, long sinceNanos, long dueNanos) {
      this.state = state;
      this.sinceNanos = sinceNanos;
      this.dueNanos = dueNanos;
    }
  }

  private final Map<Path, FileState> handled = new HashMap<>();
  private final Map<Path, Waiting> waiting = new LinkedHashMap<>();

  /**
   * A file was found in a state.
   *
   * @param rested whether its time states that it was written long ago, so that it need not rest
   */
  void found(Path file, FileState state, boolean rested, long nowNanos) {
    if (state.equals(handled.get(file))) {
      waiting.remove(file);
      return;
    }
    Waiting before = waiting.get(file);
    if (before == null || !before.state.equals(state)) {
      waiting.put(file, new Waiting(state, nowNanos, rested ? nowNanos : nowNanos + REST_NANOS));
    }
  }

  /** Files that have rested, in the order in which they were found. */
  List<Path> due(long nowNanos) {
    List<Path> due = new ArrayList<>();
    waiting.forEach(
        (file, entry) -> {
          if (entry.dueNanos - nowNanos <= 0) {
            due.add(file);
          }
        });
    return due;
  }

  /** Whether a file waits in exactly this state. */
  boolean isWaiting(Path file, FileState state) {
    Waiting entry = waiting.get(file);
    return entry != null && entry.state.equals(state);
  }

  /** For how long a waiting file has been in its present state. */
  long restedNanos(Path file, long nowNanos) {
    return nowNanos - waiting.get(file).sinceNanos;
  }

  /** A waiting file is looked at again after so long, or when it changes. */
  void later(Path file, long nowNanos, long delayNanos) {
    Waiting entry = waiting.get(file);
    if (entry != null) {
      entry.dueNanos = nowNanos + delayNanos;
    }
  }

  /** The file's present state needs nothing more. */
  void handled(Path file, FileState state) {
    waiting.remove(file);
    handled.put(file, state);
  }

  /** What was handled was not kept: the file is to be looked at again after so long. */
  void notHandled(Path file, long nowNanos, long delayNanos) {
    FileState state = handled.remove(file);
    if (state != null) {
      waiting.put(file, new Waiting(state, nowNanos, nowNanos + delayNanos));
    }
  }

  /** The file does not exist any more. */
  void removed(Path file) {
    waiting.remove(file);
    handled.remove(file);
  }

  /** Only these files exist. */
  void retain(Set<Path> files) {
    waiting.keySet().retainAll(files);
    handled.keySet().retainAll(files);
  }

  /** Nanoseconds from now until the next file is due, at most {@code most}. */
  long untilDueNanos(long nowNanos, long most) {
    long least = most;
    for (Waiting entry : waiting.values()) {
      least = Math.min(least, entry.dueNanos - nowNanos);
    }
    return Math.max(0, least);
  }
}
