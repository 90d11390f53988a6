package io.gistwire.server.watch.matching;

import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The watches that are not disabled, by whom they belong to and what they look at. A change copies
 * the list of its tenant and kind alone; who holds a list keeps what it was. Thread-safe.
 */
final class WatchSet {
  private record Place(String tenant, CodeFingerprint fingerprint) {}

  private final Map<Place, List<CompiledWatch>> vectors = new ConcurrentHashMap<>();
  private final Map<Place, List<CompiledWatch>> labels = new ConcurrentHashMap<>();
  private final Map<Place, List<CompiledWatch>> captions = new ConcurrentHashMap<>();

  WatchSet(Collection<CompiledWatch> all) {
    all.forEach(this::add);
  }

  /** Adds a watch whose name is not there. */
  void add(CompiledWatch watch) {
    if (!watch.watch().getDisabled()) {
      kind(watch.condition())
          .compute(
              place(watch),
              (place, known) -> {
                List<CompiledWatch> changed =
                    known == null ? new ArrayList<>() : new ArrayList<>(known);
                changed.add(watch);
                return List.copyOf(changed);
              });
    }
  }

  /** Takes out a watch that was added. */
  void remove(CompiledWatch watch) {
    kind(watch.condition())
        .computeIfPresent(
            place(watch),
            (place, known) -> {
              List<CompiledWatch> changed = new ArrayList<>(known);
              changed.remove(watch);
              return changed.isEmpty() ? null : List.copyOf(changed);
            });
  }

  private static Place place(CompiledWatch watch) {
    return new Place(watch.tenant(), watch.fingerprint());
  }

  private Map<Place, List<CompiledWatch>> kind(CompiledCondition condition) {
    if (condition instanceof CompiledCondition.Vector) {
      return vectors;
    }
    return condition instanceof CompiledCondition.Labels ? labels : captions;
  }

  List<CompiledWatch> vectors(String tenant, CodeFingerprint fingerprint) {
    return vectors.getOrDefault(new Place(tenant, fingerprint), List.of());
  }

  List<CompiledWatch> labels(String tenant, CodeFingerprint fingerprint) {
    return labels.getOrDefault(new Place(tenant, fingerprint), List.of());
  }

  List<CompiledWatch> captions(String tenant, CodeFingerprint fingerprint) {
    return captions.getOrDefault(new Place(tenant, fingerprint), List.of());
  }

  /** Whether a watch looks at codes or labels. */
  boolean readsCodes() {
    return !vectors.isEmpty() || !labels.isEmpty();
  }

  /** Whether a watch looks at words of captions. */
  boolean readsCaptions() {
    return !captions.isEmpty();
  }
}
