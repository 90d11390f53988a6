package io.gistwire.cli.demo;

import static io.gistwire.cli.demo.Html.escape;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Draws a label map over its photo, its commonest labels in the most different colours. */
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
  private final Map<String, String> colours = new HashMap<>();

  LabelMapView(LabelMap map) {
    this.map = map;
    for (LabelMap.Share share : map.shares()) {
      double hue = (160 + colours.size() * GOLDEN_ANGLE_DEGREES) % 360;
      String free = String.format(Locale.ROOT, "hsl(%.0f 80%% 50%%)", hue);
      colours.put(share.label(), COLOUR_WORDS.contains(share.label()) ? share.label() : free);
    }
  }

  /**
   * The grid, to be laid over a picture of the photo.
   *
   * @param widthPixels of the photo
   * @param heightPixels of the photo
   */
  String grid(int widthPixels, int heightPixels) {
    StringBuilder out = new StringBuilder();
    double side = Math.min(widthPixels, heightPixels);
    out.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" style=\"width:%.2f%%;height:%.2f%%\">",
            map.width(),
            map.height(),
            map.square() ? 100 * side / widthPixels : 100,
            map.square() ? 100 * side / heightPixels : 100));
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); ) {
        x = run(out, x, y);
      }
    }
    return out.append("</svg>").toString();
  }

  /** One rectangle for the cells of a row that have the same label; where the next one begins. */
  private int run(StringBuilder out, int x, int y) {
    String label = map.label(x, y);
    int end = x + 1;
    while (end < map.width() && map.label(end, y).equals(label)) {
      end++;
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"1\" fill=\"%s\"><title>%s</title></rect>",
            x,
            y,
            end - x,
            colours.get(label),
            escape(label)));
    return end;
  }

  /** The labels of the map with their colours, those of most cells first. */
  String legend() {
    StringBuilder out = new StringBuilder("<p class=\"legend\">");
    List<LabelMap.Share> shares = map.shares();
    for (LabelMap.Share share : shares.subList(0, Math.min(MOST_IN_LEGEND, shares.size()))) {
      out.append("<span><i style=\"background:")
          .append(colours.get(share.label()))
          .append("\"></i>")
          .append(escape(share.label()))
          .append("</span>");
    }
    if (shares.size() > MOST_IN_LEGEND) {
      out.append("<span>and ").append(shares.size() - MOST_IN_LEGEND).append(" more</span>");
    }
    return out.append("</p>").toString();
  }
}
