package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.GistKey;
import java.util.ArrayList;
import java.util.List;

/** One row of the log. */
record Row(long position, Commit commit, CommitEntry entry, long sequence) {
  /** Rows of a commit after one position and through another one. */
  static List<Row> of(Commit commit, long after, long through) {
    List<Row> rows = new ArrayList<>();
    long position = commit.firstPosition();
    for (CommitEntry entry : commit.changes()) {
      long count = entry.positions();
      long from = Math.max(0, after + 1 - position);
      for (long i = from; i < count && position + i <= through; i++) {
        rows.add(new Row(position + i, commit, entry, entry.first() + i));
      }
      position += count;
    }
    return rows;
  }

  GistKey key() {
    return new GistKey(entry.epochKey(), sequence);
  }
}
