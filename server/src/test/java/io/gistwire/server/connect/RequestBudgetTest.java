package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  @Test
  void what_does_not_fit_is_refused_and_takes_nothing() throws Exception {
    RequestBudget budget = new RequestBudget(10);
    budget.take(8);
    ConnectException refused = assertThrows(ConnectException.class, () -> budget.take(3));
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refused.error().code());
    assertEquals(8, budget.takenBytes());
    budget.giveBack(8);
    budget.take(10);
    assertEquals(10, budget.takenBytes());
  }
}
