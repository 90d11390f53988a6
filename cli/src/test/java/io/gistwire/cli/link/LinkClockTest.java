package io.gistwire.cli.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinkClockTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void a_packet_takes_its_bits_at_the_rate_and_then_the_delay() {
    LinkClock clock = new LinkClock(ThinLinkProfile.of(2_400, 600), 1);
    assertEquals(SECOND + 300_000_000L, clock.send(0, 300));
  }

  @Test
  void packets_queue_behind_each_other() {
    LinkClock clock = new LinkClock(ThinLinkProfile.of(2_400, 0), 1);
    clock.send(0, 300);
    assertEquals(2 * SECOND, clock.send(0, 300));
    assertEquals(SECOND, clock.backlogNanos(SECOND));
  }

  @Test
  void nothing_is_carried_during_an_outage() {
    ThinLinkProfile profile =
        new ThinLinkProfile(2_400, 0, 0, 1, List.of(new ThinLinkProfile.Outage(500, 60_000)));
    LinkClock clock = new LinkClock(profile, 1);
    assertEquals(61 * SECOND, clock.send(SECOND, 300));
  }

  @Test
  void a_lost_packet_is_carried_again_and_delays_by_a_retransmission() {
    ThinLinkProfile profile = new ThinLinkProfile(0, 300, 0.5, 1, List.of());
    LinkClock clock = new LinkClock(profile, 7);
    for (int i = 0; i < 1_000; i++) {
      clock.send(0, 100);
    }
    assertEquals(100L * (1_000 + clock.lostPackets()), clock.ipBytes());
    assertTrue(clock.lostPackets() > 800 && clock.lostPackets() < 1_200, "" + clock.lostPackets());
  }

  @Test
  void figures_out_of_range_are_refused_with_what_is_allowed() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> ThinLinkProfile.of(10, 0));
    assertTrue(error.getMessage().contains("at least 300"), error.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new ThinLinkProfile(0, 0, Double.NaN, 1, List.of()));
  }
}
