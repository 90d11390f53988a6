package io.gistwire.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A label map as the page lays it over its photo, its commonest labels in the most different
 * colours.
 */
final class LabelMapView {
  /** Neighbours in this row of hues are as far apart as can be, however many there are. */
  private static final double GOLDEN_ANGLE_DEGREES = 137.508;

  private static final int MOST_IN_LEGEND = 6;

  /** Labels that are themselves colours, by their names in CSS. */
  private static final Set<String> COLOUR_WORDS =
      Set.of(
          "red", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown", "grey",
          "tan");

  private final LabelMap map;
  private final int widthPixels;
  private final int heightPixels;
  private final Map<String, String> colours = new HashMap<>();

  /** Cells of a row, one after the other, that have the same label. */
  record Run(int x, int y, int cells, String colour, String label) {}

  /** A label of the legend and its colour in CSS. */
  record Entry(String colour, String label) {}

  /**
   * A view of a map.
   *
   * @param widthPixels of the photo
   * @param heightPixels of the photo
   */
  LabelMapView(LabelMap map, int widthPixels, int heightPixels) {
    this.map = map;
    this.widthPixels = widthPixels;
    this.heightPixels = heightPixels;
    for (LabelMap.Share share : map.shares()) {
      double hue = (160 + colours.size() * GOLDEN_ANGLE_DEGREES) % 360;
      String free = String.format(Locale.ROOT, "hsl(%.0f 80%% 50%%)", hue);
      colours.put(share.label(), COLOUR_WORDS.contains(share.label()) ? share.label() : free);
    }
  }

  int columns() {
    return map.width();
  }

  int rows() {
    return map.height();
  }

  /** How much of the photo's width the map covers. */
  String widthPercent() {
    return percent(widthPixels);
  }

  /** How much of the photo's height the map covers. */
  String heightPercent() {
    return percent(heightPixels);
  }

  private String percent(int ofPixels) {
    double side = Math.min(widthPixels, heightPixels);
    return String.format(Locale.ROOT, "%.2f", map.square() ? 100 * side / ofPixels : 100);
  }

  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); ) {
        Run run = run(x, y);
        runs.add(run);
        x += run.cells();
      }
    }
    return runs;
  }

  private Run run(int x, int y) {
    String label = map.label(x, y);
    int end = x + 1;
    while (end < map.width() && map.label(end, y).equals(label)) {
      end++;
    }
    return new Run(x, y, end - x, colours.getOrDefault(label, "grey"), label);
  }

  /** The first labels of the map, those of most cells first. */
  List<Entry> legend() {
    return map.shares().stream()
        .limit(MOST_IN_LEGEND)
        .map(share -> new Entry(colours.getOrDefault(share.label(), "grey"), share.label()))
        .toList();
  }

  /** Labels that the legend leaves out. */
  int notInLegend() {
    return Math.max(0, map.shares().size() - MOST_IN_LEGEND);
  }
}
