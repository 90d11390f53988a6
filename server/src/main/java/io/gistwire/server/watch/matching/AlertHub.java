package io.gistwire.server.watch.matching;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of alerts, by tenant. Thread-safe. */
public final class AlertHub {
  private final Map<String, Set<AlertListener>> streams = new ConcurrentHashMap<>();

  public void add(AlertListener stream) {
    streams.compute(
        stream.tenant(),
        (tenant, known) -> {
          Set<AlertListener> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(stream);
          return all;
        });
  }

  public void remove(AlertListener stream) {
    streams.computeIfPresent(
        stream.tenant(),
        (tenant, known) -> {
          known.remove(stream);
          return known.isEmpty() ? null : known;
        });
  }

  /** There may be new alerts of a tenant. Returns at once. */
  void raised(String tenant) {
    streams.getOrDefault(tenant, Set.of()).forEach(AlertListener::wake);
  }

  /** A sign of life is due on every stream. Returns at once. */
  void signsOfLife() {
    streams.values().forEach(all -> all.forEach(AlertListener::progressDue));
  }
}
