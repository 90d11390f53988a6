package io.gistwire.server.watch.matching;

import io.gistwire.server.watch.store.WatchSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The sketches of all watches that take a share, one for each of their sources. */
final class SketchBook {
  /** Above this, new sources of a watch share one sketch. */
  private static final int MAX_SKETCHES = 20_000;

  private final Map<WatchSource, ScoreSketch> sketches = new HashMap<>();
  private final Set<WatchSource> changed = new HashSet<>();

  ScoreSketch sketch(CompiledWatch watch, CompiledCondition.Vector vector, String source) {
    String name = watch.watch().getName();
    WatchSource key = new WatchSource(watch.tenant(), name, source);
    ScoreSketch known = sketches.get(key);
    if (known == null && sketches.size() >= MAX_SKETCHES) {
      key = new WatchSource(watch.tenant(), name, "");
      known = sketches.get(key);
    }
    if (known == null) {
      known = ScoreSketch.begin(vector.randomScores());
      sketches.put(key, known);
    }
    changed.add(key);
    return known;
  }

  void put(WatchSource key, ScoreSketch sketch) {
    sketches.put(key, sketch);
  }

  /** Sketches that changed since the last call. */
  Map<WatchSource, byte[]> takeChanged() {
    Map<WatchSource, byte[]> taken = new HashMap<>();
    for (WatchSource key : changed) {
      ScoreSketch sketch = sketches.get(key);
      if (sketch != null) {
        taken.put(key, sketch.toBytes());
      }
    }
    changed.clear();
    return taken;
  }

  void forget(String tenant, String watch) {
    sketches.keySet().removeIf(key -> key.isOf(tenant, watch));
    changed.removeIf(key -> key.isOf(tenant, watch));
  }

  void clear() {
    sketches.clear();
    changed.clear();
  }
}
