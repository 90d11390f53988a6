package io.gistwire.server.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of alerts. Thread-safe. */
final class AlertHub {
  private final Set<AlertStream> streams = ConcurrentHashMap.newKeySet();

  void add(AlertStream stream) {
    streams.add(stream);
  }

  void remove(AlertStream stream) {
    streams.remove(stream);
  }

  /** There may be new alerts. Returns at once. */
  void raised() {
    streams.forEach(AlertStream::wake);
  }

  /** A sign of life is due on every stream. Returns at once. */
  void signsOfLife() {
    streams.forEach(AlertStream::progressDue);
  }
}
