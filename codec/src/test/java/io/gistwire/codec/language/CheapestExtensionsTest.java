package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CheapestExtensionsTest {
  @Property
  @Label("the cheapest stand in order, of equals the one offered first")
  void theCheapestStandInOrder(
      @ForAll @Size(max = 60) List<@IntRange(max = 12) Integer> prices,
      @ForAll @IntRange(min = 1, max = 16) int capacity) {
    CheapestExtensions best = new CheapestExtensions(capacity);
    List<int[]> offers = new ArrayList<>();
    for (int i = 0; i < prices.size(); i++) {
      best.offer(prices.get(i), i / 7, i);
      offers.add(new int[] {prices.get(i), i / 7, i});
    }
    offers.sort(Comparator.comparingInt(offer -> offer[0]));
    assertEquals(Math.min(capacity, prices.size()), best.size());
    for (int rank = 0; rank < best.size(); rank++) {
      assertEquals(offers.get(rank)[0], best.price(rank));
      assertEquals(offers.get(rank)[1], best.parent(rank));
      assertEquals(offers.get(rank)[2], best.token(rank));
    }
  }
}
