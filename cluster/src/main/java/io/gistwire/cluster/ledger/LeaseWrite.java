package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;

/** Takes an epoch over for one stream. */
final class LeaseWrite extends PendingWrite<EpochLease> {
  private final EpochKey epoch;
  private final long clockSkewMillis;
  private final Leases leases;
  private LedgerFold.EpochState taken = LedgerFold.EpochState.NEW;

  LeaseWrite(EpochKey epoch, long clockSkewMillis, Leases leases) {
    this.epoch = epoch;
    this.clockSkewMillis = clockSkewMillis;
    this.leases = leases;
  }

  @Override
  void plan(Round round) {
    // Of what is planned but not committed it can tell nothing yet.
    if (round.heldThrough(epoch) != round.fold.epoch(epoch).heldThrough()) {
      round.leaveUnfinished(epoch);
    }
    if (round.isUnfinished(epoch)) {
      goOn();
    }
  }

  @Override
  void enter(Round round, Draft draft) {
    if (!isUnfinished()) {
      taken = draft.lease(epoch, clockSkewMillis);
    }
  }

  @Override
  EpochLease result() {
    EpochLease lease = new EpochLease(epoch, taken.heldThrough());
    leases.took(lease, taken.term());
    return lease;
  }
}
