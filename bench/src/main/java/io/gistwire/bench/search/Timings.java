package io.gistwire.bench.search;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import java.util.Arrays;

/** Times of calls, sorted. */
record Timings(double[] millis) {
  Timings {
    millis = millis.clone();
    Arrays.sort(millis);
  }

  /** The time that a share of the calls does not exceed. */
  double at(double share) {
    return millis[(int) Math.min(millis.length - 1L, Math.floor(share * millis.length))];
  }

  /** Adds {@code NAME_p50_millis} and {@code NAME_p99_millis}. */
  void addTo(Figures figures, String name, Double goalMillis) {
    figures
        .add(name + "_p50_millis", at(0.5), "ms", goalMillis, Better.LOWER)
        .add(name + "_p99_millis", at(0.99), "ms", null, Better.LOWER);
  }
}
