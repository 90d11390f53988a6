package io.gistwire.server.watch;

import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches by whom they belong to and what they look at. Immutable. */
final class WatchSet {
  private record Place(String tenant, CodeFingerprint fingerprint) {}

  private final Map<Place, List<CompiledWatch>> vectors = new HashMap<>();
  private final Map<Place, List<CompiledWatch>> labels = new HashMap<>();
  private final Map<Place, List<CompiledWatch>> captions = new HashMap<>();
  private final int size;

  WatchSet(Collection<CompiledWatch> all) {
    this.size = all.size();
    for (CompiledWatch watch : all) {
      if (!watch.watch().getDisabled()) {
        Place place = new Place(watch.tenant(), watch.fingerprint());
        kind(watch.condition()).computeIfAbsent(place, key -> new ArrayList<>()).add(watch);
      }
    }
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

  boolean readsCaptions() {
    return !captions.isEmpty();
  }

  int size() {
    return size;
  }
}
