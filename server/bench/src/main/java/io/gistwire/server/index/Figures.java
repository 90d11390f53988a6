package io.gistwire.server.index;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects figures, prints them, and writes them as the one JSON object of every benchmark. */
public final class Figures {
  private final String bench;
  private final List<String> rows = new ArrayList<>();

  /** Figures of a benchmark. */
  public Figures(String bench) {
    this.bench = bench;
  }

  /** Adds a figure and prints it. */
  public void add(String name, double value, String unit, String better) {
    rows.add(
        String.format(
            Locale.ROOT,
            "{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"better\": \"%s\"}",
            name,
            value,
            unit,
            better));
    System.out.printf(Locale.ROOT, "%-44s %14.4f %s%n", name, value, unit);
  }

  /** Adds a figure with a goal and prints it. */
  public void add(String name, double value, String unit, double goal, String better) {
    rows.add(
        String.format(
            Locale.ROOT,
            "{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"goal\": %.4f, \"better\":"
                + " \"%s\"}",
            name,
            value,
            unit,
            goal,
            better));
    System.out.printf(
        Locale.ROOT, "%-44s %14.4f %s (goal %s %.4f)%n", name, value, unit, better, goal);
  }

  /** Writes the object. */
  public void write(Path file, String commit) throws IOException {
    String host = InetAddress.getLocalHost().getHostName();
    Files.writeString(
        file,
        "{\"bench\": \""
            + bench
            + "\", \"host\": \""
            + host
            + ", Java "
            + Runtime.version()
            + "\", \"commit\": \""
            + commit
            + "\", \"figures\": [\n  "
            + String.join(",\n  ", rows)
            + "\n]}\n");
  }
}
