package io.gistwire.server.watch.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.WeeklyHours;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void hours_follow_the_clock_of_their_zone() {
    WeeklyHours office =
        WeeklyHours.newBuilder().addDays(1).setStartMinute(480).setEndMinute(1020).build();
    WeeklySchedule oslo = new WeeklySchedule(List.of(office), ZoneId.of("Europe/Oslo"));
    // 2024-07-01 is a Monday; Oslo is two hours ahead of UTC.
    assertTrue(oslo.includes(at("2024-07-01T06:00:00Z")));
    assertFalse(oslo.includes(at("2024-07-01T05:59:00Z")));
    assertFalse(oslo.includes(at("2024-07-01T15:00:00Z")));
    assertFalse(oslo.includes(at("2024-07-02T08:00:00Z")));
  }

  @Test
  void hours_over_midnight_end_on_the_next_day() {
    WeeklyHours night =
        WeeklyHours.newBuilder().addDays(5).setStartMinute(1320).setEndMinute(360).build();
    WeeklySchedule utc = new WeeklySchedule(List.of(night), ZoneId.of("UTC"));
    // 2024-07-05 is a Friday.
    assertTrue(utc.includes(at("2024-07-05T23:00:00Z")));
    assertTrue(utc.includes(at("2024-07-06T05:59:00Z")));
    assertFalse(utc.includes(at("2024-07-06T06:00:00Z")));
    assertFalse(utc.includes(at("2024-07-05T05:00:00Z")));
    assertFalse(utc.includes(at("2024-07-06T23:00:00Z")));
  }

  @Test
  void a_schedule_without_hours_always_looks() {
    assertTrue(new WeeklySchedule(List.of(), ZoneId.of("UTC")).includes(0));
  }

  @Test
  void a_quiet_period_holds_back_what_was_captured_within_it() {
    SourceRules rules = new SourceRules();
    assertTrue(rules.match("a", 1000, 500, 1, 0).isPresent());
    assertFalse(rules.match("b", 1499, 500, 1, 0).isPresent());
    assertFalse(rules.match("late", 600, 500, 1, 0).isPresent());
    assertTrue(rules.match("c", 1500, 500, 1, 0).isPresent());
  }

  @Test
  void a_count_rule_raises_when_enough_lie_within_its_window_and_begins_anew() {
    SourceRules rules = new SourceRules();
    assertFalse(rules.match("a", 0, 0, 3, 100).isPresent());
    assertFalse(rules.match("b", 60, 0, 3, 100).isPresent());
    assertFalse(rules.match("c", 120, 0, 3, 100).isPresent());
    assertEquals(Optional.of(List.of("b", "c", "d")), rules.match("d", 130, 0, 3, 100));
    assertFalse(rules.match("e", 131, 0, 3, 100).isPresent());
  }

  @Test
  void bytes_bring_rules_back() {
    SourceRules rules = new SourceRules();
    rules.match("a", 0, 1000, 1, 0);
    rules.match("b", 10, 1000, 2, 100);
    SourceRules copy = SourceRules.read(rules.toBytes());
    assertFalse(copy.match("c", 20, 1000, 1, 0).isPresent());
    assertTrue(copy.match("d", 1020, 1000, 1, 0).isPresent());
  }
}
