package io.gistwire.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TenantCountersTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TenantCounters tenants = new TenantCounters(meters, 3);

  private double count(String name, String tenant) {
    return meters.get(name).tag("tenant", tenant).counter().count();
  }

  @Test
  void a_tenant_is_counted_by_its_name() {
    tenants.call("acme");
    tenants.call("acme");
    tenants.stored("acme", 5, 80);
    assertEquals(2, count("gistwire.tenant.calls", "acme"));
    assertEquals(5, count("gistwire.tenant.gists", "acme"));
    assertEquals(80, count("gistwire.tenant.layer.bytes", "acme"));
  }

  @Test
  void a_thousand_tenants_make_no_more_series_than_the_bound_and_lose_no_count() {
    IntStream.range(0, 1000).forEach(i -> tenants.stored("tenant-" + i, 1, 10));
    assertEquals(3 * (3 + 1), meters.getMeters().size());
    assertEquals(1, count("gistwire.tenant.gists", "tenant-2"));
    assertEquals(997, count("gistwire.tenant.gists", TenantCounters.OTHERS));
    assertEquals(9970, count("gistwire.tenant.layer.bytes", TenantCounters.OTHERS));
  }

  @Test
  void the_operator_has_no_tenant_and_a_series_of_its_own() {
    tenants.call("");
    assertEquals(1, count("gistwire.tenant.calls", "(operator)"));
  }
}
