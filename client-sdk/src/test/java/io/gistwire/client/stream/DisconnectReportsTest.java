package io.gistwire.client.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.GistwireException;
import io.gistwire.client.GistwireException.Reason;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DisconnectReportsTest {
  private final DisconnectReports reports = new DisconnectReports();

  private static GistwireException cause(Reason reason) {
    return new GistwireException(reason, "x", "", null, null);
  }

  @Test
  void the_same_cause_every_ten_seconds_for_a_day_is_reported_fewer_than_thirty_times() {
    int reported = 0;
    for (long second = 0; second < 86_400; second += 10) {
      long now = TimeUnit.SECONDS.toNanos(second);
      reported += reports.isDue(cause(Reason.CONNECTION_REFUSED), now) ? 1 : 0;
    }
    assertTrue(reported > 5 && reported < 30, reported + " reports");
  }

  @Test
  void causes_that_alternate_are_each_reported_once_a_minute_at_most() {
    int reported = 0;
    for (int second = 0; second < 59; second++) {
      Reason reason = second % 2 == 0 ? Reason.CONNECTION_REFUSED : Reason.CONNECTION_LOST;
      reported += reports.isDue(cause(reason), TimeUnit.SECONDS.toNanos(second)) ? 1 : 0;
    }
    assertEquals(2, reported);
  }
}
