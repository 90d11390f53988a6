package io.gistwire.server.shares;

import io.gistwire.server.refusal.Refusal;
import java.util.HashMap;
import java.util.Map;

/**
 * A counted resource that tenants share: taken before it is used, given back after.
 *
 * <p>A tenant may hold at most {@code f} times what is left afterwards (dynamic thresholds,
 * Choudhury and Hahne 1998, as switches share their buffers): with {@code share} = f / (1 + f), one
 * tenant alone gets that share of all, k tenants that want everything get f / (1 + k f) each, and 1
 * / (1 + k f) stays free for the next. No one has to be told how many tenants there are. A tenant
 * that holds nothing gets something as long as anything is left. Thread-safe; never waits.
 */
public final class TenantShares {
  private final String resource;
  private final long limit;
  private final double factor;
  private final Map<String, Long> held = new HashMap<>();
  private long total;
  private long refusedCount;

  /**
   * A resource of which nothing is taken.
   *
   * @param resource its name in messages, in the plural
   * @param limit how much there is of it, above 0
   * @param share most of it that one tenant may hold alone, above 0; 1 or more: all of it
   */
  public TenantShares(String resource, long limit, double share) {
    if (limit < 1 || !(share > 0)) {
      throw new IllegalArgumentException(
          limit + " " + resource + " with a share of " + share + "; both must be above 0");
    }
    this.resource = resource;
    this.limit = limit;
    this.factor = share >= 1 ? Double.POSITIVE_INFINITY : share / (1 - share);
  }

  /** Takes so much for a tenant, or nothing; whether it was taken. */
  public synchronized boolean tryTake(String tenant, long amount) {
    long left = limit - total - amount;
    long own = held.getOrDefault(tenant, 0L);
    boolean isFair =
        own == 0 || own + amount <= factor * left || factor == Double.POSITIVE_INFINITY;
    if (left < 0 || !isFair) {
      refusedCount++;
      return false;
    }
    total += amount;
    held.put(tenant, own + amount);
    return true;
  }

  /**
   * Takes so much for a tenant.
   *
   * @throws Refusal {@code SERVER_BUSY}
   */
  public void take(String tenant, long amount, long retryMillis) {
    if (!tryTake(tenant, amount)) {
      throw busy(tenant, retryMillis);
    }
  }

  /** Why a tenant got nothing. */
  public synchronized Refusal busy(String tenant, long retryMillis) {
    return Refusal.ofBusy(
            "this tenant holds "
                + held.getOrDefault(tenant, 0L)
                + " and all tenants "
                + total
                + " of "
                + limit
                + " "
                + resource,
            retryMillis)
        .with("resource", resource)
        .with("limit", Long.toString(limit));
  }

  /** Gives back what was taken before. */
  public synchronized void give(String tenant, long amount) {
    long own = held.getOrDefault(tenant, 0L) - amount;
    if (own < 0) {
      throw new IllegalStateException(
          tenant + " gives " + amount + " " + resource + " back, " + -own + " more than it has");
    }
    if (own == 0) {
      held.remove(tenant);
    } else {
      held.put(tenant, own);
    }
    total -= amount;
  }

  /** What all tenants hold. */
  public synchronized long total() {
    return total;
  }

  /** What one tenant holds. */
  public synchronized long heldBy(String tenant) {
    return held.getOrDefault(tenant, 0L);
  }

  /** How often a tenant got nothing. */
  public synchronized long refusedCount() {
    return refusedCount;
  }

  /** Its name in messages and metrics. */
  public String resource() {
    return resource;
  }

  /** How much there is. */
  public long limit() {
    return limit;
  }
}
