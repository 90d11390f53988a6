package io.gistwire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of each tenant. A time series costs memory here and in whatever collects it, so only the
 * first tenants that are seen have counters of their own; all others share those of {@link
 * #OTHERS}. Thread-safe.
 */
public final class TenantCounters {
  /** Tag of the tenants beyond the bound. No tenant has this name. */
  public static final String OTHERS = "(others)";

  /** Tag of the operator's calls, which belong to no tenant. */
  private static final String OPERATOR = "(operator)";

  private final MeterRegistry meters;
  private final int maxTenants;
  private final ConcurrentHashMap<String, Counters> byTenant = new ConcurrentHashMap<>();
  private volatile Counters others;

  /**
   * Counts nothing yet.
   *
   * @param maxTenants tenants with counters of their own, 0 or more
   */
  public TenantCounters(MeterRegistry meters, int maxTenants) {
    this.meters = meters;
    this.maxTenants = maxTenants;
  }

  /** A call of a tenant has ended; the tenant is empty for the operator. */
  public void call(String tenant) {
    of(tenant).calls.increment();
  }

  /** Gists of a tenant are on disk. */
  public void stored(String tenant, int gistCount, long layerBytes) {
    Counters counters = of(tenant);
    counters.gists.increment(gistCount);
    counters.layerBytes.increment(layerBytes);
  }

  private Counters of(String tenant) {
    Counters known = byTenant.get(tenant);
    return known == null ? add(tenant) : known;
  }

  private synchronized Counters add(String tenant) {
    Counters known = byTenant.get(tenant);
    if (known != null) {
      return known;
    }
    if (byTenant.size() < maxTenants) {
      Counters added = new Counters(tenant.isEmpty() ? OPERATOR : tenant);
      byTenant.put(tenant, added);
      return added;
    }
    if (others == null) {
      others = new Counters(OTHERS);
    }
    return others;
  }

  /** The counters of one tag. */
  private final class Counters {
    private final Counter calls;
    private final Counter gists;
    private final Counter layerBytes;

    Counters(String tag) {
      calls =
          counter("gistwire.tenant.calls", "Calls and streams of a tenant that have ended", tag);
      gists = counter("gistwire.tenant.gists", "Gists of a tenant that were brought to disk", tag);
      layerBytes =
          counter(
              "gistwire.tenant.layer.bytes",
              "Layer bytes of a tenant that were brought to disk",
              tag);
    }

    private Counter counter(String name, String description, String tag) {
      return Counter.builder(name).tag("tenant", tag).description(description).register(meters);
    }
  }
}
