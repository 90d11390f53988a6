package io.gistwire.models.repository;

import java.util.Comparator;

/** {@code MAJOR.MINOR.PATCH} in the order of numbers. */
record PackVersion(int major, int minor, int patch) implements Comparable<PackVersion> {
  private static final Comparator<PackVersion> ORDER =
      Comparator.comparingInt(PackVersion::major)
          .thenComparingInt(PackVersion::minor)
          .thenComparingInt(PackVersion::patch);

  static PackVersion parse(String text) {
    String[] parts = text.split("\\.");
    return new PackVersion(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public int compareTo(PackVersion other) {
    return ORDER.compare(this, other);
  }
}
