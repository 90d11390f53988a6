package io.gistwire.server.session;

import io.gistwire.server.ledger.Ledger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Layer bytes of tenants against their quota: those in the ledger, and those that were let in and
 * are still on their way there, whatever brings them. Thread-safe.
 */
final class LayerQuota {
  private final TenantQuota quota;
  private final Ledger ledger;
  private final Map<String, Long> underWay = new ConcurrentHashMap<>();

  LayerQuota(TenantQuota quota, Ledger ledger) {
    this.quota = quota;
    this.ledger = ledger;
  }

  /**
   * Refuses a tenant that can add nothing more.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code QUOTA_EXCEEDED}
   */
  void check(String tenant) {
    quota.admitLayers(tenant, ledger.layerBytes(tenant), 1);
  }

  /**
   * Lets bytes in.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code QUOTA_EXCEEDED}
   */
  void take(String tenant, long bytes) {
    if (quota.limitsLayers() && bytes > 0) {
      underWay.compute(
          tenant,
          (key, before) -> {
            long waiting = before == null ? 0 : before;
            quota.admitLayers(tenant, ledger.layerBytes(tenant) + waiting, bytes);
            return waiting + bytes;
          });
    }
  }

  /** Bytes that were let in are in the ledger, or will never be. */
  void arrived(String tenant, long bytes) {
    if (quota.limitsLayers() && bytes > 0) {
      underWay.computeIfPresent(tenant, (key, before) -> before == bytes ? null : before - bytes);
    }
  }
}
