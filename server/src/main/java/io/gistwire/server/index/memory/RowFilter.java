package io.gistwire.server.index.memory;

import io.gistwire.server.index.GistFilter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** A filter made ready for one table: names are numbers, so that a row costs a few comparisons. */
final class RowFilter implements IntPredicate {
  private static final int SAMPLE = 512;

  private final RowColumns columns;
  private final GistFilter filter;
  private final BitSet epochs;
  private final int[] allLabels;
  private final int[] anyLabels;
  private final int[] noLabels;

  RowFilter(GistTable table, GistFilter filter) {
    this.columns = table.columns();
    this.filter = filter;
    this.epochs = filter.sources().isEmpty() ? null : table.epochs().ofSources(filter.sources());
    this.allLabels = numbers(filter.allLabels());
    this.anyLabels = numbers(filter.anyLabels());
    this.noLabels = numbers(filter.noLabels());
  }

  private static int[] numbers(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether a row is live and passes. */
  @Override
  public boolean test(int row) {
    RowChunk chunk = columns.chunk(row);
    if (chunk == null) {
      return false;
    }
    int at = row & RowChunk.MASK;
    int held = chunk.layers[at];
    return held != 0
        && (held & filter.layers()) == filter.layers()
        && (epochs == null || epochs.get(chunk.epoch[at]))
        && chunk.position[at] <= filter.throughPosition()
        && filter.takesTimes(chunk.capturedMillis[at], chunk.receivedMillis[at])
        && labelsPass(chunk.labels[at]);
  }

  private boolean labelsPass(short[] labels) {
    if (!filter.needsLabels()) {
      return true;
    }
    return count(labels, allLabels) == allLabels.length
        && (anyLabels.length == 0 || count(labels, anyLabels) > 0)
        && count(labels, noLabels) == 0;
  }

  private static int count(short[] labels, int[] wanted) {
    int found = 0;
    for (int label : wanted) {
      if (labels != null && Arrays.binarySearch(labels, (short) label) >= 0) {
        found++;
      }
    }
    return found;
  }

  /** Rows that pass and whose PUT follows a position of the log. */
  long countAfter(long position) {
    long passed = 0;
    int count = columns.count();
    for (int row = 0; row < count; row++) {
      RowChunk chunk = columns.chunk(row);
      if (chunk != null && chunk.position[row & RowChunk.MASK] > position && test(row)) {
        passed++;
      }
    }
    return passed;
  }

  /** Share of rows that pass, 0 to 1, from a sample spread over the table. */
  double share() {
    int count = columns.count();
    if (count == 0 || filter.takesAll()) {
      return 1;
    }
    int step = Math.max(1, count / SAMPLE);
    int live = 0;
    int passed = 0;
    for (long row = 0; row < count; row += step) {
      live += columns.isLive((int) row) ? 1 : 0;
      passed += test((int) row) ? 1 : 0;
    }
    return live == 0 ? 0 : (double) passed / live;
  }
}
