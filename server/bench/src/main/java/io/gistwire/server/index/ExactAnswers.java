package io.gistwire.server.index;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The numbers of each query's ten best codes, by the index's own exact scan. */
record ExactAnswers(List<Set<Long>> best) {
  static final int TOP = 10;

  static ExactAnswers of(BenchData data) {
    GistTable table = new GistTable(data.quantizer());
    EpochKey epoch = new EpochKey(new SourceKey("bench", "cam"), 1);
    for (int i = 0; i < data.count(); i++) {
      GistKey key = new GistKey(epoch, i + 1L);
      table.put(new GistRow(key, i, 0, 0, data.code(i), (byte) 1, null));
    }
    List<Set<Long>> best = new ArrayList<>();
    for (float[] query : data.queries()) {
      NearestRequest request = new NearestRequest(query, GistFilter.ALL, TOP, NearestMode.SCAN, 0);
      Set<Long> numbers = new HashSet<>();
      new NearestSearch(table, data.quantizer(), request, Budget.UNLIMITED)
          .run()
          .hits()
          .forEach(hit -> numbers.add(hit.position()));
      best.add(numbers);
    }
    return new ExactAnswers(best);
  }

  boolean has(int query, long number) {
    return best.get(query).contains(number);
  }

  /** Share of all answers that so many right ones are. */
  double recall(long right) {
    return right / (double) (TOP * best.size());
  }
}
