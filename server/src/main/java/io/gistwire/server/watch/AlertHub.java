package io.gistwire.server.watch;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of alerts, by tenant. Thread-safe. */
final class AlertHub {
  private final Map<String, Set<AlertStream>> streams = new ConcurrentHashMap<>();

  void add(AlertStream stream) {
    streams.compute(
        stream.tenant(),
        (tenant, known) -> {
          Set<AlertStream> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(stream);
          return all;
        });
  }

  void remove(AlertStream stream) {
    streams.computeIfPresent(
        stream.tenant(),
        (tenant, known) -> {
          known.remove(stream);
          return known.isEmpty() ? null : known;
        });
  }

  /** There may be new alerts of a tenant. Returns at once. */
  void raised(String tenant) {
    streams.getOrDefault(tenant, Set.of()).forEach(AlertStream::wake);
  }

  /** A sign of life is due on every stream. Returns at once. */
  void signsOfLife() {
    streams.values().forEach(all -> all.forEach(AlertStream::progressDue));
  }
}
