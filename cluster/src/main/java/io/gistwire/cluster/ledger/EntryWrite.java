package io.gistwire.cluster.ledger;

import org.jspecify.annotations.Nullable;

/** A change that needs no documents. */
final class EntryWrite extends PendingWrite<@Nullable Void> {
  private final CommitEntry entry;

  EntryWrite(CommitEntry entry) {
    this.entry = entry;
  }

  @Override
  void plan(Round round) {}

  @Override
  void enter(Round round, Draft draft) {
    draft.add(entry);
  }

  @Override
  @Nullable Void result() {
    return null;
  }
}
