package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which stream may write to which epoch. Thread-safe. */
final class Leases {
  private final Map<EpochKey, EpochLease> current = new ConcurrentHashMap<>();

  EpochLease take(EpochKey epoch, long heldThrough) {
    EpochLease lease = new EpochLease(epoch, heldThrough);
    current.put(epoch, lease);
    return lease;
  }

  void release(EpochLease lease) {
    current.remove(lease.epoch(), lease);
  }

  void require(EpochLease lease) throws FencedException {
    if (current.get(lease.epoch()) != lease) {
      throw new FencedException(lease.epoch());
    }
  }
}
