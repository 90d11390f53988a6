package io.gistwire.server.index.memory;

import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.GistFilter;
import java.util.function.Consumer;

/** Hands all codes of a table that pass a filter to somebody, in batches, cell by cell. */
final class TableScan {
  private final GistTable table;
  private final RowFilter filter;
  private final Budget budget;
  private final Consumer<CodeBatch> to;
  private long visited;

  TableScan(GistTable table, GistFilter filter, Budget budget, Consumer<CodeBatch> to) {
    this.table = table;
    this.filter = new RowFilter(table, filter);
    this.budget = budget;
    this.to = to;
  }

  /** Runs through; returns the number of codes handed over. */
  long run() {
    for (CodeCell cell : table.cells().all()) {
      scan(cell);
    }
    return visited;
  }

  private void scan(CodeCell cell) {
    CodeBlock block = cell.block();
    int size = block.size;
    TableBatch batch = new TableBatch(table, cell.codeBytes);
    for (int slot = 0; slot < size; slot++) {
      float norm = block.norms[slot];
      if (!Float.isNaN(norm) && filter.test(block.rows[slot])) {
        batch.add(block, slot, norm);
      }
      if (batch.isFull()) {
        hand(batch);
      }
    }
    hand(batch);
  }

  private void hand(TableBatch batch) {
    budget.check();
    if (batch.count() > 0) {
      visited += batch.count();
      to.accept(batch);
      batch.clear();
    }
  }
}
