package io.gistwire.server.watch.matching;

import io.gistwire.proto.v1.WeeklyHours;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/** When a watch looks, by its own clock. Immutable. */
final class WeeklySchedule {
  private static final int MINUTES_OF_DAY = 1440;

  private final List<WeeklyHours> hours;
  private final ZoneId zone;

  /** Checked hours; none means always. */
  WeeklySchedule(List<WeeklyHours> hours, ZoneId zone) {
    this.hours = List.copyOf(hours);
    this.zone = zone;
  }

  boolean includes(long millis) {
    if (hours.isEmpty()) {
      return true;
    }
    ZonedDateTime time = Instant.ofEpochMilli(millis).atZone(zone);
    int day = time.getDayOfWeek().getValue();
    int minute = time.getHour() * 60 + time.getMinute();
    return hours.stream().anyMatch(part -> includes(part, day, minute));
  }

  private static boolean includes(WeeklyHours part, int day, int minute) {
    int start = part.getStartMinute();
    int end = part.getEndMinute() == 0 ? MINUTES_OF_DAY : part.getEndMinute();
    if (end > start) {
      return isOn(part, day) && minute >= start && minute < end;
    }
    // Over midnight: the part after it belongs to the day before.
    int dayBefore = day == 1 ? 7 : day - 1;
    return isOn(part, day) && minute >= start || isOn(part, dayBefore) && minute < end;
  }

  private static boolean isOn(WeeklyHours part, int day) {
    return part.getDaysCount() == 0 || part.getDaysList().contains(day);
  }
}
