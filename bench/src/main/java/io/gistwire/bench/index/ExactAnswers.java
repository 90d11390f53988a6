package io.gistwire.bench.index;

import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.memory.IndexProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The numbers of each query's ten best codes, by the index's own exact scan. */
record ExactAnswers(List<Set<Long>> best) {
  static final int TOP = 10;

  static ExactAnswers of(IndexVectors data) {
    IndexProbe index = new IndexProbe(data.quantizer());
    for (int i = 0; i < data.count(); i++) {
      index.put("cam", i, data.code(i));
    }
    return of(index, data, Set.of());
  }

  /** Of the codes of some sources; of all where there are none. */
  static ExactAnswers of(IndexProbe index, IndexVectors data, Set<String> sources) {
    List<Set<Long>> best = new ArrayList<>();
    for (float[] query : data.queries()) {
      best.add(index.search(query, sources, TOP, NearestMode.SCAN, 0).numbers());
    }
    return new ExactAnswers(best);
  }

  boolean has(int query, long number) {
    return best.get(query).contains(number);
  }

  /** Share of all answers that so many right ones are. */
  double recall(long right) {
    return right / (double) best.stream().mapToInt(Set::size).sum();
  }
}
