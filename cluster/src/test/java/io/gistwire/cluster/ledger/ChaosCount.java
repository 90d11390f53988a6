package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.LedgerEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log compared with the acks of sessions.
 *
 * @param lost acked, and not in the log, or with other content
 * @param doubled more than once in the log
 * @param disordered not after the one before it
 */
record ChaosCount(long acked, long inLog, long lost, long doubled, long disordered) {
  /** The acks of one session. */
  interface Session {
    EpochKey epoch();

    /** Every sequence from 1 through this one was acked. */
    long acked();
  }

  static ChaosCount of(OpenSearchLedger ledger, List<? extends Session> sessions) {
    Map<EpochKey, Map<Long, Integer>> seen = new HashMap<>();
    Map<EpochKey, Long> last = new HashMap<>();
    long disordered = 0;
    long inLog = 0;
    for (LedgerEvent event : SharedLedgers.events(ledger)) {
      if (event instanceof LedgerEvent.Put put
          && put.gist().equals(SharedLedgers.gist(put.key().sequence()))) {
        EpochKey epoch = put.key().epoch();
        long sequence = put.key().sequence();
        seen.computeIfAbsent(epoch, key -> new HashMap<>()).merge(sequence, 1, Integer::sum);
        disordered += sequence == last.getOrDefault(epoch, 0L) + 1 ? 0 : 1;
        last.put(epoch, sequence);
        inLog++;
      }
    }
    long acked = 0;
    long lost = 0;
    long doubled = 0;
    for (Session session : sessions) {
      Map<Long, Integer> of = seen.getOrDefault(session.epoch(), Map.of());
      acked += session.acked();
      for (long sequence = 1; sequence <= session.acked(); sequence++) {
        lost += of.containsKey(sequence) ? 0 : 1;
      }
      doubled += of.values().stream().filter(times -> times > 1).count();
    }
    return new ChaosCount(acked, inLog, lost, doubled, disordered);
  }
}
