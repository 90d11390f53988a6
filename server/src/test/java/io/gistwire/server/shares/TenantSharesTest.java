package io.gistwire.server.shares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What one tenant takes is never all, unless it is alone by the rules. */
class TenantSharesTest {
  private static int takeAll(TenantShares shares, String tenant) {
    int count = 0;
    while (shares.tryTake(tenant, 1)) {
      count++;
    }
    return count;
  }

  @Test
  void one_tenant_alone_gets_its_share_and_the_next_one_part_of_the_rest() {
    TenantShares shares = new TenantShares("seats", 1000, 0.75);
    assertEquals(750, takeAll(shares, "greedy"));
    assertEquals(187, takeAll(shares, "late"), "three quarters of the 250 that are left");
    assertEquals(47, takeAll(shares, "later"));
    assertEquals(2 + 1, shares.refusedCount());
  }

  @Test
  void a_share_of_one_is_everything() {
    TenantShares shares = new TenantShares("seats", 10, 1);
    assertEquals(10, takeAll(shares, "only"));
    assertFalse(shares.tryTake("other", 1));
  }

  @Test
  void a_tenant_without_anything_gets_something_while_anything_is_left() {
    TenantShares shares = new TenantShares("seats", 4, 0.75);
    for (String tenant : List.of("a", "b", "c", "d")) {
      assertTrue(shares.tryTake(tenant, 1), tenant);
    }
    assertFalse(shares.tryTake("e", 1), "nothing is left");
  }

  @Property(tries = 200)
  void tenants_that_all_want_everything_end_up_equal(@ForAll @IntRange(min = 1, max = 20) int k) {
    TenantShares shares = new TenantShares("bytes", 100_000, 0.75);
    boolean anybody = true;
    while (anybody) {
      anybody = false;
      for (int tenant = 0; tenant < k; tenant++) {
        anybody |= shares.tryTake("t" + tenant, 1);
      }
    }
    long expected = 3L * 100_000 / (1 + 3L * k);
    for (int tenant = 0; tenant < k; tenant++) {
      long held = shares.heldBy("t" + tenant);
      assertTrue(Math.abs(held - expected) <= 3, k + " tenants: " + held + ", not " + expected);
    }
    assertTrue(shares.tryTake("new", 1), "something is left for the next");
  }

  @Property(tries = 100)
  void nothing_is_lost_or_made_up(@ForAll Random random) {
    TenantShares shares = new TenantShares("bytes", 1000, 0.6);
    List<long[]> taken = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long tenant = random.nextInt(4);
      if (random.nextBoolean() || taken.isEmpty()) {
        long amount = random.nextInt(200);
        if (shares.tryTake("t" + tenant, amount)) {
          taken.add(new long[] {tenant, amount});
        }
      } else {
        long[] one = taken.remove(random.nextInt(taken.size()));
        shares.give("t" + one[0], one[1]);
      }
      assertEquals(taken.stream().mapToLong(one -> one[1]).sum(), shares.total());
      assertTrue(shares.total() <= shares.limit());
    }
    taken.forEach(one -> shares.give("t" + one[0], one[1]));
    assertEquals(0, shares.total());
  }

  @Test
  void what_was_not_taken_cannot_be_given_back() {
    TenantShares shares = new TenantShares("seats", 4, 1);
    shares.take("a", 1, 0);
    assertThrows(IllegalStateException.class, () -> shares.give("b", 1));
  }

  @Test
  void a_refusal_names_the_resource_and_how_much_there_is() {
    TenantShares shares = new TenantShares("seats", 2, 1);
    shares.take("a", 2, 0);
    Refusal refusal = assertThrows(Refusal.class, () -> shares.take("a", 1, 500));
    assertTrue(refusal.getMessage().contains("2 of 2 seats"), refusal.getMessage());
  }
}
