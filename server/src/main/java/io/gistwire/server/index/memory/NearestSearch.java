package io.gistwire.server.index.memory;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.codec.quantizer.TopScores;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.ScoredGist;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * One search over one table: chooses the cells, scans them, names the best.
 *
 * <p>A filter that takes most gists is asked only about codes that would be kept; a narrow one is
 * asked first, because it saves more lookups than it costs.
 */
final class NearestSearch {
  /** Codes between two looks at the budget. */
  private static final int STEP = 4096;

  /** Below this share of gists the filter is asked before the score is computed. */
  private static final double NARROW_SHARE = 0.002;

  private static final Comparator<ScoredGist> BEST_FIRST =
      Comparator.comparing(ScoredGist::score).reversed().thenComparingLong(ScoredGist::position);

  private record Ranked(CodeCell cell, float promise) {}

  private final GistTable table;
  private final ScoreTable scores;
  private final NearestRequest request;
  private final RowFilter filter;
  private final Budget budget;
  private final double share;
  private final TopScores best;
  private final List<CodeBlock> blocks = new ArrayList<>();
  private long scanned;

  NearestSearch(GistTable table, Quantizer quantizer, NearestRequest request, Budget budget) {
    this.table = table;
    this.request = request;
    this.budget = budget;
    this.scores = quantizer.scoreTable(request.query());
    this.filter = new RowFilter(table, request.filter());
    this.share = filter.share();
    this.best = new TopScores(request.count());
  }

  NearestHits run() {
    boolean cells = ProbePlan.usesCells(table, request, share);
    long candidates = cells ? ProbePlan.candidates(table, request, share) : Long.MAX_VALUE;
    long patience = ProbePlan.patience(table, request, share);
    long inVain = 0;
    for (Ranked ranked : rankedCells()) {
      if (scanned >= candidates && inVain >= patience) {
        break;
      }
      float threshold = best.threshold();
      long before = scanned;
      scan(ranked.cell());
      // A code that is kept raises the threshold, once there are enough.
      inVain = best.threshold() > threshold ? 0 : inVain + scanned - before;
    }
    NearestMode mode = cells ? NearestMode.CELLS : NearestMode.SCAN;
    return new NearestHits(hits(), mode, scanned);
  }

  /** Cells by the score of their first byte alone, which is the coarsest form of what they hold. */
  private List<Ranked> rankedCells() {
    List<Ranked> ranked = new ArrayList<>();
    byte[] first = new byte[1];
    for (CodeCell cell : table.cells().all()) {
      first[0] = cell.firstByte;
      float promise = table.cells().byFirstByte() ? scores.score(first, 0, 1, 1) : 0;
      ranked.add(new Ranked(cell, promise));
    }
    ranked.sort(Comparator.comparing(Ranked::promise).reversed());
    return ranked;
  }

  private void scan(CodeCell cell) {
    CodeBlock block = cell.block();
    int size = block.size;
    long blockNumber = (long) blocks.size() << 32;
    blocks.add(block);
    for (int from = 0; from < size; from += STEP) {
      budget.check();
      int count = Math.min(STEP, size - from);
      if (share < NARROW_SHARE) {
        scanFiltered(block, cell.codeBytes, from, count, blockNumber);
      } else {
        scanThenFilter(block, cell.codeBytes, from, count, blockNumber);
      }
    }
    scanned += block.live;
  }

  private void scanThenFilter(CodeBlock block, int codeBytes, int from, int count, long number) {
    int[] rows = block.rows;
    IntPredicate accept = i -> filter.test(rows[from + i]);
    scores.scan(
        block.codes,
        from * codeBytes,
        codeBytes,
        count,
        block.norms,
        from,
        number + from,
        accept,
        best);
  }

  private void scanFiltered(CodeBlock block, int codeBytes, int from, int count, long number) {
    for (int slot = from; slot < from + count; slot++) {
      if (filter.test(block.rows[slot])) {
        float score = scores.score(block.codes, slot * codeBytes, codeBytes, block.norms[slot]);
        best.offer(number + slot, score);
      }
    }
  }

  private List<ScoredGist> hits() {
    List<ScoredGist> hits = new ArrayList<>(best.size());
    long[] ids = best.ids();
    float[] values = best.scores();
    for (int i = 0; i < ids.length; i++) {
      int row = blocks.get((int) (ids[i] >>> 32)).rows[(int) ids[i]];
      RowChunk chunk = table.columns().chunk(row);
      if (chunk != null) {
        hits.add(
            new ScoredGist(table.key(chunk, row), chunk.position[row & RowChunk.MASK], values[i]));
      }
    }
    hits.sort(BEST_FIRST);
    return hits;
  }
}
