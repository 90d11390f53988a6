package io.gistwire.client.calls;

import java.util.HashSet;
import java.util.Set;

/** Ends what a client has open when it is closed. Thread-safe. */
public final class Lifetime {
  private final Set<Runnable> open = new HashSet<>();
  private boolean ended;

  /** Runs an action at the end; at once when that has passed. */
  void add(Runnable action) {
    synchronized (open) {
      if (!ended) {
        open.add(action);
        return;
      }
    }
    action.run();
  }

  void remove(Runnable action) {
    synchronized (open) {
      open.remove(action);
    }
  }

  /** The client is closed. */
  public void end() {
    Set<Runnable> left;
    synchronized (open) {
      ended = true;
      left = new HashSet<>(open);
      open.clear();
    }
    left.forEach(Runnable::run);
  }
}
