package io.gistwire.bench.figures;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.gistwire.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a benchmark measured, in the one form that all of ours print. Not thread-safe. */
public final class Figures {
  /** Which way is better. */
  public enum Better {
    LOWER,
    HIGHER
  }

  private record Figure(
      String name,
      double value,
      String unit,
      Double goal,
      Better better,
      String rival,
      Double ratio) {}

  private final String bench;
  private final String host;
  private final String commit;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * An empty list of figures.
   *
   * @param bench the benchmark's name
   * @param host where it ran: processor, cores, load
   * @param commit the build that was measured
   */
  public Figures(String bench, String host, String commit) {
    this.bench = bench;
    this.host = host;
    this.commit = commit;
  }

  /** Adds a figure; {@code goal} may be null where there is none. */
  public Figures add(String name, double value, String unit, Double goal, Better better) {
    figures.add(new Figure(name, value, unit, goal, better, null, null));
    return this;
  }

  /** Adds a figure beside a rival's of the same run: {@code ratio} is ours over the rival's. */
  public Figures add(
      String name,
      double value,
      String unit,
      Double goal,
      Better better,
      String rival,
      double ratio) {
    figures.add(new Figure(name, value, unit, goal, better, rival, ratio));
    return this;
  }

  /** Adds what must be known to read the figures, a sentence for people. */
  public Figures note(String sentence) {
    notes.add(sentence);
    return this;
  }

  /** One JSON object. */
  public String toJson() {
    JsonObject top = new JsonObject();
    top.addProperty("bench", bench);
    top.addProperty("host", host);
    top.addProperty("commit", commit);
    if (!notes.isEmpty()) {
      JsonArray sentences = new JsonArray();
      notes.forEach(sentences::add);
      top.add("notes", sentences);
    }
    JsonArray list = new JsonArray();
    for (Figure figure : figures) {
      list.add(toJson(figure));
    }
    top.add("figures", list);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(top);
  }

  private static JsonObject toJson(Figure figure) {
    JsonObject json = new JsonObject();
    json.addProperty("name", figure.name());
    json.addProperty("value", figure.value());
    json.addProperty("unit", figure.unit());
    if (figure.goal() != null) {
      json.addProperty("goal", figure.goal());
    }
    json.addProperty("better", figure.better().name().toLowerCase(Locale.ROOT));
    if (figure.rival() != null) {
      json.addProperty("rival", figure.rival());
      json.addProperty("ratio", figure.ratio());
    }
    return json;
  }

  /** A table for people. */
  public String toTable() {
    Table table =
        new Table().text("figure").number("value").text("unit").number("goal").text("rival");
    for (Figure figure : figures) {
      table.row(
          figure.name(),
          compact(figure.value()),
          figure.unit(),
          figure.goal() == null ? "" : goal(figure),
          figure.rival() == null
              ? ""
              : String.format(Locale.ROOT, "%.2f x %s", figure.ratio(), figure.rival()));
    }
    return table.render() + notes.stream().map(note -> note + "\n").collect(Collectors.joining());
  }

  private static String goal(Figure figure) {
    return (figure.better() == Better.LOWER ? "<= " : ">= ") + compact(figure.goal());
  }

  private static String compact(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e12) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%,.1f", value);
  }
}
