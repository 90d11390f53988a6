package io.gistwire.server.session;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests for layers that no client was told yet: for a device that is away, or whose link takes
 * nothing now. In memory, bounded in number for each epoch, each tenant and in all, and by age.
 * Thread-safe.
 */
final class WantedLayers {
  static final int MAX_OF_EPOCH = 8;
  static final int MAX_OF_TENANT = 256;
  static final int MAX = 1024;
  static final long KEPT_MILLIS = 24L * 60 * 60 * 1000;
  private static final int RETRY_MILLIS = 60_000;

  private record Kept(LayersWanted wanted, long sinceMillis) {}

  private final Map<EpochKey, Deque<Kept>> byEpoch = new HashMap<>();

  /** Read without the lock by every session at every step: nothing is wanted most of the time. */
  private volatile int count;

  /** Requests that wait. */
  int count() {
    return count;
  }

  /**
   * Keeps a request; one that is kept already is not kept twice.
   *
   * @throws Refusal {@code SERVER_BUSY}
   */
  synchronized void add(EpochKey epoch, LayersWanted wanted, long nowMillis) {
    forgetOld(nowMillis);
    Deque<Kept> kept = byEpoch.getOrDefault(epoch, new ArrayDeque<>());
    if (kept.stream().anyMatch(other -> other.wanted().equals(wanted))) {
      return;
    }
    admit(epoch, kept.size());
    kept.add(new Kept(wanted, nowMillis));
    byEpoch.put(epoch, kept);
    count++;
  }

  private void admit(EpochKey epoch, int ofEpoch) {
    String tenant = epoch.source().tenant();
    if (ofEpoch >= MAX_OF_EPOCH) {
      throw busy(epoch.source().toName() + " has " + ofEpoch, MAX_OF_EPOCH);
    }
    int ofTenant =
        byEpoch.entrySet().stream()
            .filter(entry -> entry.getKey().source().tenant().equals(tenant))
            .mapToInt(entry -> entry.getValue().size())
            .sum();
    if (ofTenant >= MAX_OF_TENANT) {
      throw busy(tenant + " has " + ofTenant, MAX_OF_TENANT);
    }
    if (count >= MAX) {
      throw busy("this server has " + count, MAX);
    }
  }

  private static Refusal busy(String seen, int limit) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_SERVER_BUSY,
            seen
                + " requests for layers that no device was told yet; at most "
                + limit
                + " are kept: ask again when the device is back")
        .retryAfter(RETRY_MILLIS);
  }

  /** Takes the oldest request for an epoch. */
  Optional<LayersWanted> take(EpochKey epoch) {
    return count == 0 ? Optional.empty() : takeKept(epoch);
  }

  private synchronized Optional<LayersWanted> takeKept(EpochKey epoch) {
    Deque<Kept> kept = byEpoch.get(epoch);
    if (kept == null) {
      return Optional.empty();
    }
    Kept first = kept.remove();
    count--;
    if (kept.isEmpty()) {
      byEpoch.remove(epoch);
    }
    return Optional.of(first.wanted());
  }

  /** Forgets what no one fetched in a day. */
  synchronized void forgetOld(long nowMillis) {
    if (count > 0) {
      byEpoch
          .values()
          .forEach(all -> all.removeIf(kept -> nowMillis - kept.sinceMillis() >= KEPT_MILLIS));
      byEpoch.values().removeIf(Deque::isEmpty);
      count = byEpoch.values().stream().mapToInt(Deque::size).sum();
    }
  }
}
