package io.gistwire.server.index.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.RandomCodebook;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NearestSearchTest {
  private static final int DIMENSION = 24;
  private static final Quantizer QUANTIZER = RandomCodebook.quantizer(DIMENSION, 7);

  private final Random random = new Random(3);
  private final GistTable table = new GistTable(QUANTIZER);
  private final List<GistRow> rows = new ArrayList<>();

  private void fill(int count) {
    for (int number = 1; number <= count; number++) {
      byte[] code = new byte[random.nextInt(10) == 0 ? random.nextInt(17) : 16];
      random.nextBytes(code);
      SourceKey source = new SourceKey("acme", "cam-" + random.nextInt(4));
      GistKey key = new GistKey(new EpochKey(source, 9), number);
      short[] labels = random.nextBoolean() ? new short[] {2, 5} : null;
      long received = 1000 + number;
      rows.add(
          new GistRow(
              key, number, received - random.nextInt(50), received, code, (byte) 3, labels));
      table.put(rows.get(rows.size() - 1));
    }
  }

  /** The plain version: every gist, one score each, sorted. */
  private List<GistKey> oracle(float[] query, GistFilter filter, int count) {
    ScoreTable scores = QUANTIZER.scoreTable(query);
    RowFilter passes = new RowFilter(table, filter);
    Comparator<GistRow> best =
        Comparator.comparingDouble(
            row -> {
              float norm = QUANTIZER.inverseNorm(row.code(), 0, row.code().length);
              return -scores.score(row.code(), 0, row.code().length, norm);
            });
    return rows.stream()
        .filter(row -> row.code().length > 0 && passes.test(table.find(row.key())))
        .sorted(best.thenComparingLong(GistRow::position))
        .limit(count)
        .map(GistRow::key)
        .collect(Collectors.toList());
  }

  private NearestHits search(float[] query, GistFilter filter, NearestMode mode, int candidates) {
    NearestRequest request = new NearestRequest(query, filter, 25, mode, candidates);
    return new NearestSearch(table, QUANTIZER, request, Budget.UNLIMITED).run();
  }

  private static List<GistKey> keys(NearestHits hits) {
    return hits.hits().stream().map(ScoredGist::key).collect(Collectors.toList());
  }

  private static GistFilter sources(String... names) {
    GistFilter all = GistFilter.ALL;
    return new GistFilter(
        Set.of(names),
        all.capturedFromMillis(),
        all.capturedToMillis(),
        1500,
        2500,
        List.of(5),
        List.of(),
        List.of(9),
        2,
        all.throughPosition());
  }

  @Test
  void a_scan_ranks_like_the_plain_version_with_and_without_filters() {
    fill(3000);
    for (int i = 0; i < 20; i++) {
      float[] query = RandomCodebook.unitVector(random, DIMENSION);
      for (GistFilter filter :
          List.of(
              GistFilter.ALL, sources("cam-1"), sources("cam-1", "cam-3"), sources("elsewhere"))) {
        NearestHits found = search(query, filter, NearestMode.SCAN, 0);
        assertEquals(oracle(query, filter, 25), keys(found));
        assertEquals(NearestMode.SCAN, found.mode());
      }
    }
  }

  @Test
  void cells_find_the_same_once_the_candidates_are_all_codes() {
    fill(3000);
    float[] query = RandomCodebook.unitVector(random, DIMENSION);
    NearestHits found = search(query, GistFilter.ALL, NearestMode.CELLS, 3000);
    assertEquals(oracle(query, GistFilter.ALL, 25), keys(found));
    assertEquals(NearestMode.CELLS, found.mode());
  }

  @Test
  void cells_look_at_little_more_than_the_candidates_asked_for() {
    fill(3000);
    float[] query = RandomCodebook.unitVector(random, DIMENSION);
    NearestHits found = search(query, GistFilter.ALL, NearestMode.CELLS, 300);
    assertTrue(found.scannedCount() >= 300 && found.scannedCount() < 700, "" + found);
    assertEquals(25, found.hits().size());
  }

  @Test
  void deleted_gists_are_never_found() {
    fill(500);
    rows.stream().filter(row -> row.position() % 2 == 0).forEach(row -> table.delete(row.key()));
    float[] query = RandomCodebook.unitVector(random, DIMENSION);
    NearestRequest all = new NearestRequest(query, GistFilter.ALL, 500, NearestMode.SCAN, 0);
    NearestHits found = new NearestSearch(table, QUANTIZER, all, Budget.UNLIMITED).run();
    assertTrue(found.hits().stream().allMatch(hit -> hit.position() % 2 == 1), "" + found);
    assertTrue(found.hits().size() > 200);
  }

  @Test
  void a_small_table_is_scanned_and_a_narrow_filter_too() {
    fill(100);
    float[] query = RandomCodebook.unitVector(random, DIMENSION);
    assertEquals(NearestMode.SCAN, search(query, GistFilter.ALL, NearestMode.AUTO, 0).mode());
  }

  @Test
  void a_search_whose_budget_is_spent_ends_with_what_the_budget_throws() {
    fill(100);
    NearestRequest request =
        new NearestRequest(
            RandomCodebook.unitVector(random, DIMENSION), GistFilter.ALL, 5, NearestMode.SCAN, 0);
    Budget spent =
        () -> {
          throw new CancellationException("the caller has disconnected");
        };
    NearestSearch search = new NearestSearch(table, QUANTIZER, request, spent);
    assertThrows(CancellationException.class, search::run);
  }

  @Test
  void searches_answer_while_all_that_they_find_is_deleted() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              byte[] code = new byte[16];
              for (long position = 1; !isDone.get(); position += RowChunk.ROWS) {
                List<GistKey> keys = new ArrayList<>();
                for (int i = 0; i < RowChunk.ROWS; i++) {
                  GistKey key =
                      new GistKey(new EpochKey(new SourceKey("acme", "cam"), 9), position + i);
                  keys.add(key);
                  table.put(new GistRow(key, position + i, 1, 1, code, (byte) 1, null));
                }
                keys.forEach(table::delete);
              }
            });
    writer.start();
    try {
      float[] query = new float[DIMENSION];
      query[0] = 1;
      for (int i = 0; i < 3000; i++) {
        search(query, GistFilter.ALL, NearestMode.SCAN, 0);
      }
    } finally {
      isDone.set(true);
      writer.join();
    }
  }
}
