package io.gistwire.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinkEstimatorTest {
  private static final long SECOND = 1_000_000_000L;

  private final LinkEstimator link = new LinkEstimator();

  @Test
  void nothing_is_known_before_the_first_ack() {
    assertFalse(link.estimate().isKnown());
  }

  @Test
  void a_full_pipe_shows_the_rate_of_the_link_and_its_least_round_trip() {
    // 300 bytes a second, 1 s of distance, two batches of 1,500 bytes always under way.
    long[] sent = new long[40];
    long[] delivered = new long[40];
    for (int i = 0; i < 40; i++) {
      long acked = SECOND * (5L * (i + 1) + 1);
      sent[i] = i < 2 ? 0 : SECOND * (5L * (i - 1) + 1);
      delivered[i] = i < 2 ? 0 : 1_500L * (i - 1);
      ack(acked, sent[i], delivered[i], 1_500, i == 0 ? 1_500 : 3_000, false);
    }
    assertEquals(300, link.estimate().goodputBytesPerSecond(), 15);
    assertEquals(1_000, link.estimate().roundTripMillis(), 400);
  }

  @Test
  void a_starved_sample_raises_the_estimate_but_never_lowers_it() {
    ack(SECOND, 0, 0, 1_000, 0, false);
    double known = link.estimate().goodputBytesPerSecond();
    ack(3 * SECOND, 2 * SECOND, 1_000, 30, 0, true);
    assertEquals(known, link.estimate().goodputBytesPerSecond());
    ack(4 * SECOND, 3 * SECOND, 1_030, 9_000, 0, true);
    assertTrue(link.estimate().goodputBytesPerSecond() > known);
  }

  @Test
  void a_link_that_slows_down_is_believed_after_a_few_batches() {
    long now = 0;
    for (int i = 0; i < 10; i++) {
      ack(now + SECOND, now, link.deliveredBytes(), 1_000, 0, false);
      now += SECOND;
    }
    for (int i = 0; i < 8; i++) {
      ack(now + 10 * SECOND, now, link.deliveredBytes(), 1_000, 0, false);
      now += 10 * SECOND;
    }
    assertEquals(100, link.estimate().goodputBytesPerSecond(), 1);
  }

  @Test
  void the_least_round_trip_is_forgotten_after_a_while() {
    link.echoed(SECOND, 0);
    link.echoed(200 * SECOND, 195 * SECOND);
    link.echoed(300 * SECOND, 295 * SECOND);
    assertEquals(5_000, link.estimate().roundTripMillis(), 1);
  }

  @Test
  void another_network_starts_from_nothing() {
    ack(SECOND, 0, 0, 1_000, 0, false);
    link.reset();
    assertFalse(link.estimate().isKnown());
  }

  private void ack(
      long now, long sent, long deliveredAtSend, long bytes, long ahead, boolean starved) {
    link.acked(new LinkEstimator.Ack(now, sent, deliveredAtSend, bytes, ahead, starved));
  }
}
