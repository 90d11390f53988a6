package io.gistwire.cli.photos;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the files of folders that are not of the kind that is looked for. Not thread-safe. */
public final class PassedOver {
  private static final int MOST_KINDS = 8;

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final String wanted;

  /** Beside what is wanted, such as "photos". */
  public PassedOver(String wanted) {
    this.wanted = wanted;
  }

  /** Counts a file. */
  public void add(Path file) {
    String ending = FileNames.ending(file);
    if (FileNames.isAppleDouble(file)) {
      count("AppleDouble");
    } else if (FileNames.isHidden(file)) {
      count("hidden");
    } else if (!ending.equals("gist")) {
      // A .gist file beside its photo is the result of an earlier run.
      count(ending.isEmpty() ? "without an ending" : ending.toUpperCase(Locale.ROOT));
    }
  }

  /** Counts a folder that is not entered. */
  public void addHiddenFolder() {
    count("hidden folders");
  }

  private void count(String kind) {
    kinds.merge(kind, 1, Integer::sum);
  }

  /** How many, of all kinds. */
  public int total() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A clause such as "passed over 3 that are no photos: 2 HEIC, 1 GIF"; empty for none. */
  public String inWords() {
    if (kinds.isEmpty()) {
      return "";
    }
    List<Map.Entry<String, Integer>> most =
        kinds.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .toList();
    String named =
        most.stream()
            .limit(MOST_KINDS)
            .map(kind -> String.format(Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey()))
            .collect(Collectors.joining(", "));
    String others = most.size() > MOST_KINDS ? " and others" : "";
    return String.format(
        Locale.ROOT, "passed over %,d that are no %s: %s%s", total(), wanted, named, others);
  }
}
