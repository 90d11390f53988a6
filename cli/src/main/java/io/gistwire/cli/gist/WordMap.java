package io.gistwire.cli.gist;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.gistwire.cli.output.Printable;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.models.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A label map in words.
 *
 * @param width cells in a row
 * @param cells labels, row by row from the top left
 */
record WordMap(int width, List<String> cells) {
  private static final String SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  static WordMap of(SemanticMap map, List<Label> labels) {
    List<String> cells =
        Arrays.stream(map.toArray()).mapToObj(label -> labels.get(label).name()).toList();
    return new WordMap(map.width(), cells);
  }

  /** The grid with a letter for each label, and beside each row the labels that begin in it. */
  String render() {
    List<String> known = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < cells.size(); at += width) {
      StringBuilder legend = new StringBuilder();
      out.append(' ');
      for (String label : cells.subList(at, at + width)) {
        if (!known.contains(label)) {
          known.add(label);
          legend
              .append("  ")
              .append(sign(known.size() - 1))
              .append(' ')
              .append(Printable.line(label));
        }
        out.append(' ').append(sign(known.indexOf(label)));
      }
      out.append(legend).append(System.lineSeparator());
    }
    return out.toString();
  }

  private static char sign(int number) {
    return number < SIGNS.length() ? SIGNS.charAt(number) : '?';
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("width", width);
    json.addProperty("height", cells.size() / width);
    JsonArray names = new JsonArray();
    cells.forEach(names::add);
    json.add("cells", names);
    return json;
  }
}
