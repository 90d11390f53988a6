package io.gistwire.codec.photo;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time as files have it: EXIF's {@code 2019:07:04 10:11:12}, ISO 8601, both with a fraction or an
 * offset, single digits padded with spaces, twelve hours with AM or PM, RFC 1123 (PNG). Text after
 * it is ignored. Years are 1 to 9999.
 */
final class TimeText {
  private static final int MAX_CHARACTERS = 64;

  private final LocalDateTime local;
  private final @Nullable ZoneOffset offset;
  private final int millis;
  private final boolean dateOnly;

  private TimeText(LocalDateTime local, @Nullable ZoneOffset offset, int millis, boolean dateOnly) {
    this.local = local;
    this.offset = offset;
    this.millis = millis;
    this.dateOnly = dateOnly;
  }

  /** The time without its fraction; midnight when there is a date only. */
  LocalDateTime local() {
    return local;
  }

  /** Null when the text has none. */
  @Nullable ZoneOffset offset() {
    return offset;
  }

  /** The fraction in milliseconds, 0 to 999; -1 when the text has none. */
  int millis() {
    return millis;
  }

  boolean dateOnly() {
    return dateOnly;
  }

  /** Null when the text is no time, such as the blanks and zeros of a camera that was never set. */
  static @Nullable TimeText parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String cut = text.trim();
    cut = cut.length() > MAX_CHARACTERS ? cut.substring(0, MAX_CHARACTERS) : cut;
    if (cut.isEmpty()) {
      return null;
    }
    try {
      return cut.charAt(0) >= '0' && cut.charAt(0) <= '9' && !isInternet(cut)
          ? new Scanner(cut).time()
          : internet(cut);
    } catch (DateTimeException e) {
      return null; // a day or an hour that does not exist
    }
  }

  /** An offset by itself: {@code +02:00}, {@code +2:00}, {@code +0200}, {@code +02}, {@code Z}. */
  static @Nullable ZoneOffset offset(@Nullable String text) {
    return text == null ? null : new Scanner(text.trim()).offset();
  }

  /** The milliseconds that a fraction's digits are; -1 when the text does not begin with one. */
  static int fraction(@Nullable String text) {
    return text == null ? -1 : new Scanner(text.trim()).fraction();
  }

  /** RFC 1123 may begin with the day of the month. */
  private static boolean isInternet(String text) {
    return text.length() > 4 && (text.charAt(1) == ' ' || text.charAt(2) == ' ');
  }

  private static TimeText internet(String text) {
    OffsetDateTime time = OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    return new TimeText(time.toLocalDateTime(), time.getOffset(), -1, false);
  }

  /** Reads from left to right; -1 and null are what is not there. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    @Nullable TimeText time() {
      int year = digits(4, 4);
      boolean separated = skipAny(":-/.");
      int month = part(separated);
      skipAny(separated ? ":-/." : "");
      int day = part(separated);
      if (year < 1 || month < 0 || day < 0) {
        return null;
      }
      LocalDate date = LocalDate.of(year, month, day);
      skipAny("T");
      skipSpaces();
      int hour = part(separated);
      if (hour < 0) {
        return hasDigits() ? null : new TimeText(date.atStartOfDay(), null, -1, true);
      }
      return clock(date, hour, separated);
    }

    private @Nullable TimeText clock(LocalDate date, int hour, boolean separated) {
      boolean colon = skipAny(":");
      int minute = colon || !separated ? part(separated) : -1;
      if (minute < 0) {
        return null;
      }
      int second = skipAny(":") || !separated ? Math.max(0, part(separated)) : 0;
      int millis = skipAny(".,:") ? fraction() : -1;
      skipSpaces();
      int hours = twelve(hour);
      ZoneOffset offset = offset();
      boolean leap = second == 60;
      LocalDateTime time =
          date.atTime(hours == 24 ? 0 : hours, minute, leap ? 59 : second)
              .plusDays(hours == 24 ? 1 : 0)
              .plusSeconds(leap ? 1 : 0);
      return time.getYear() > 9999 ? null : new TimeText(time, offset, millis, false);
    }

    private int twelve(int hour) {
      boolean afternoon = text.regionMatches(true, at, "pm", 0, 2);
      if (!afternoon && !text.regionMatches(true, at, "am", 0, 2)) {
        return hour;
      }
      at += 2;
      skipSpaces();
      return hour > 12 ? hour : hour % 12 + (afternoon ? 12 : 0);
    }

    /** Two digits, or one after a separator and perhaps a space. */
    private int part(boolean separated) {
      if (!separated) {
        return digits(2, 2);
      }
      int from = at;
      skipSpaces();
      int value = digits(1, 2);
      at = value < 0 ? from : at;
      return value;
    }

    private int digits(int least, int most) {
      int value = 0;
      int count = 0;
      while (count < most && isDigit(at + count)) {
        value = value * 10 + text.charAt(at + count) - '0';
        count++;
      }
      if (count < least) {
        return -1;
      }
      at += count;
      return value;
    }

    int fraction() {
      int millis = 0;
      int count = 0;
      for (; isDigit(at); at++, count++) {
        millis = count < 3 ? millis * 10 + text.charAt(at) - '0' : millis;
      }
      for (int i = count; i < 3; i++) {
        millis *= 10;
      }
      return count == 0 ? -1 : millis;
    }

    @Nullable ZoneOffset offset() {
      if (text.regionMatches(true, at, "Z", 0, 1)) {
        return ZoneOffset.UTC;
      }
      boolean west = at < text.length() && text.charAt(at) == '-';
      if (!west && !(at < text.length() && text.charAt(at) == '+')) {
        return null;
      }
      at++;
      int hours = digits(1, 2);
      skipAny(":");
      int minutes = Math.max(0, digits(2, 2));
      if (hours < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
        return null;
      }
      return ZoneOffset.ofTotalSeconds((west ? -60 : 60) * (hours * 60 + minutes));
    }

    private boolean skipAny(String characters) {
      boolean found = at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
      at += found ? 1 : 0;
      return found;
    }

    private void skipSpaces() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private boolean isDigit(int index) {
      return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean hasDigits() {
      for (int i = at; i < text.length(); i++) {
        if (isDigit(i)) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s %d", local, offset, millis);
  }
}
