package io.gistwire.cli.output;

import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {
  private Quantity() {}

  /** Bytes: {@code 26 B}, {@code 48.2 kB}, {@code 1.3 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes / 1e3;
    for (String unit : new String[] {"kB", "MB", "GB"}) {
      if (value < 999.5) {
        return decimal(value) + " " + unit;
      }
      value /= 1e3;
    }
    return decimal(value) + " TB";
  }

  /** Seconds: {@code 0.42 s}, {@code 12.0 s}, {@code 4 min 10 s}, {@code 3 h 20 min}. */
  public static String seconds(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 119.5) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 7_200
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3_600 + " h " + whole % 3_600 / 60 + " min";
  }

  /** Three significant digits below a hundred, none after the point above. */
  public static String decimal(double value) {
    return String.format(Locale.ROOT, value < 99.95 ? "%.1f" : "%.0f", value);
  }
}
