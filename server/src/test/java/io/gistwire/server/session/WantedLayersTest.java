package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WantedLayersTest {
  private final WantedLayers wanted = new WantedLayers();

  private static EpochKey epoch(String tenant, long number) {
    return new EpochKey(new SourceKey(tenant, "cam"), number);
  }

  private static LayersWanted of(long sequence) {
    return new LayersWanted(List.of(sequence), List.of(LayerKind.LAYER_KIND_LAYOUT), 0);
  }

  private static ErrorReason refused(Runnable call) {
    return assertThrows(Refusal.class, call::run).reason();
  }

  @Test
  void requests_come_out_in_their_order_and_once() {
    wanted.add(epoch("a", 1), of(1), 0);
    wanted.add(epoch("a", 1), of(2), 0);
    wanted.add(epoch("a", 1), of(1), 0);
    wanted.add(epoch("a", 2), of(3), 0);
    assertEquals(3, wanted.count());
    assertEquals(Optional.of(of(1)), wanted.take(epoch("a", 1)));
    assertEquals(Optional.of(of(2)), wanted.take(epoch("a", 1)));
    assertEquals(Optional.empty(), wanted.take(epoch("a", 1)));
    assertEquals(Optional.empty(), wanted.take(epoch("b", 2)), "another tenant's epoch");
    assertEquals(1, wanted.count());
  }

  @Test
  void each_epoch_each_tenant_and_the_server_have_a_bound() {
    for (int i = 0; i < WantedLayers.MAX_OF_EPOCH; i++) {
      wanted.add(epoch("a", 1), of(i + 1), 0);
    }
    assertEquals(
        ErrorReason.ERROR_REASON_SERVER_BUSY, refused(() -> wanted.add(epoch("a", 1), of(99), 0)));
    for (int tenant = 0; tenant < WantedLayers.MAX / WantedLayers.MAX_OF_TENANT; tenant++) {
      String name = tenant == 0 ? "a" : "t" + tenant;
      for (int i = tenant == 0 ? WantedLayers.MAX_OF_EPOCH : 0;
          i < WantedLayers.MAX_OF_TENANT;
          i++) {
        wanted.add(epoch(name, 1000 + i), of(1), 0);
      }
      assertEquals(
          ErrorReason.ERROR_REASON_SERVER_BUSY,
          refused(() -> wanted.add(epoch(name, 5000), of(1), 0)));
    }
    assertEquals(WantedLayers.MAX, wanted.count());
    assertEquals(
        ErrorReason.ERROR_REASON_SERVER_BUSY, refused(() -> wanted.add(epoch("z", 1), of(1), 0)));
  }

  @Test
  void a_request_that_no_one_fetched_is_forgotten_after_a_day() {
    wanted.add(epoch("a", 1), of(1), 0);
    wanted.add(epoch("a", 1), of(2), 1);
    wanted.forgetOld(WantedLayers.KEPT_MILLIS);
    assertEquals(1, wanted.count());
    assertEquals(Optional.of(of(2)), wanted.take(epoch("a", 1)));
  }
}
