package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.FencedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of the commit that is being made, and the epochs as they will be after them. One thread.
 */
final class Draft {
  private final LedgerFold fold;
  private final Map<EpochKey, LedgerFold.EpochState> epochs = new HashMap<>();
  private final List<CommitEntry> entries = new ArrayList<>();
  private long nextPosition;

  Draft(LedgerFold fold) {
    this.fold = fold;
    nextPosition = fold.lastPosition() + 1;
  }

  LedgerFold.EpochState epoch(EpochKey epoch) {
    LedgerFold.EpochState state = epochs.get(epoch);
    return state == null ? fold.epoch(epoch) : state;
  }

  /** Takes an epoch over; what it holds and the new term. */
  LedgerFold.EpochState lease(EpochKey epoch, long clockSkewMillis) {
    LedgerFold.EpochState before = epoch(epoch);
    LedgerFold.EpochState after =
        new LedgerFold.EpochState(before.term() + 1, before.heldThrough());
    epochs.put(epoch, after);
    add(CommitEntry.lease(epoch, clockSkewMillis));
    return after;
  }

  /** Adds entries that consume the sequences after what is held, in order. */
  void consume(EpochKey epoch, long term, List<CommitEntry> consumed) throws FencedException {
    if (epoch(epoch).term() != term) {
      throw new FencedException(epoch);
    }
    for (CommitEntry entry : consumed) {
      LedgerFold.EpochState state = epoch(epoch);
      if (entry.first() != state.heldThrough() + 1) {
        // An earlier write of this group was fenced: what follows it has no place either.
        throw new FencedException(epoch);
      }
      epochs.put(epoch, new LedgerFold.EpochState(term, entry.last()));
      add(entry);
    }
  }

  /** Adds an entry; its first position. */
  long add(CommitEntry entry) {
    long position = nextPosition;
    entries.add(entry);
    nextPosition += entry.positions();
    return position;
  }

  List<CommitEntry> entries() {
    return entries;
  }
}
