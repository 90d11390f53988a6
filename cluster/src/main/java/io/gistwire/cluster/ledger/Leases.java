package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases that this server was given. The fold decides whether one is still valid: a newer lease has
 * a higher term. Thread-safe.
 */
final class Leases {
  private final Map<EpochKey, Own> own = new ConcurrentHashMap<>();
  private final Map<EpochKey, Long> unary = new ConcurrentHashMap<>();

  private record Own(EpochLease lease, long term) {}

  void took(EpochLease lease, long term) {
    own.merge(
        lease.epoch(),
        new Own(lease, term),
        (older, newer) -> older.term() > newer.term() ? older : newer);
  }

  void release(EpochLease lease) {
    own.computeIfPresent(lease.epoch(), (epoch, held) -> held.lease() == lease ? null : held);
  }

  /** Term of a lease of this server, which is the newest here. */
  long require(EpochLease lease, LedgerFold fold) throws FencedException {
    Own held = own.get(lease.epoch());
    if (held == null || held.lease() != lease || fold.epoch(lease.epoch()).term() != held.term()) {
      throw new FencedException(lease.epoch());
    }
    return held.term();
  }

  /** The epoch of single calls was leased by this server. */
  void tookUnary(EpochKey epoch, long term) {
    unary.put(epoch, term);
  }

  /** Term of the lease for single calls; -1 when this server has none. */
  long ownTerm(EpochKey epoch) {
    return unary.getOrDefault(epoch, -1L);
  }
}
