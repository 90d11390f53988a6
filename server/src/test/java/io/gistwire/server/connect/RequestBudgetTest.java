package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.server.shares.TenantShares;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private final TenantShares shares = new TenantShares("bytes", 1000, 0.75);

  private RequestBudget of(String tenant) {
    RequestBudget budget = new RequestBudget(shares);
    budget.belongsTo(tenant);
    return budget;
  }

  @Test
  void what_does_not_fit_is_refused_and_takes_nothing() throws Exception {
    RequestBudget budget = of("acme");
    budget.take(700);
    ConnectException refused = assertThrows(ConnectException.class, () -> budget.take(300));
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refused.error().code());
    assertEquals(700, shares.total());
    budget.release();
    assertEquals(0, shares.total());
  }

  @Test
  void one_tenant_with_many_requests_leaves_some_for_another() throws Exception {
    int own = 0;
    try {
      for (; own < 100; own++) {
        of("acme").take(50);
      }
    } catch (ConnectException full) {
      assertEquals(ConnectCode.RESOURCE_EXHAUSTED, full.error().code());
    }
    assertEquals(750, shares.heldBy("acme"));
    RequestBudget other = of("umbrella");
    other.take(100);
    assertEquals(100, shares.heldBy("umbrella"));
  }

  @Test
  void what_is_taken_after_the_end_of_a_request_counts_nothing() throws Exception {
    RequestBudget budget = of("acme");
    budget.take(10);
    budget.release();
    budget.release();
    budget.take(10);
    assertEquals(0, shares.total());
  }
}
