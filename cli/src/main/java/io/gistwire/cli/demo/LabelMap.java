package io.gistwire.cli.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is where in a photo, as it arrived.
 *
 * @param width cells in a row, 0 when no map arrived
 * @param height rows
 * @param cells labels, row by row from the top left
 * @param square whether the map covers the photo's middle square only, not all of it
 */
record LabelMap(int width, int height, List<String> cells, boolean square) {
  static final LabelMap NONE = new LabelMap(0, 0, List.of(), false);

  /** A label and the cells that it has. */
  record Share(String label, int cells) {}

  boolean isEmpty() {
    return cells.isEmpty();
  }

  String label(int x, int y) {
    return cells.get(y * width + x);
  }

  /** The labels of the map, those of most cells first. */
  List<Share> shares() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    cells.forEach(label -> counts.merge(label, 1, Integer::sum));
    List<Share> shares = new ArrayList<>();
    counts.forEach((label, count) -> shares.add(new Share(label, count)));
    shares.sort(Comparator.comparingInt(Share::cells).reversed());
    return shares;
  }
}
