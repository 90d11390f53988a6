package io.gistwire.cli.demo;

import java.util.List;

/**
 * What a demonstration looks for among the photos that arrived.
 *
 * @param searches texts to search for
 * @param watch text of the watch
 * @param watchMinScore least calibrated score that the watch fires on, 0 to 1
 * @param labels labels to classify by
 */
record DemoQuestions(
    List<String> searches, String watch, float watchMinScore, List<String> labels) {
  /** Questions that fit the bundled photos. */
  static DemoQuestions bundled() {
    return new DemoQuestions(
        List.of("colourful parrots", "people riding dirt bikes", "a lighthouse by the sea"),
        "a boat on the water",
        0.8f,
        List.of("building", "beach", "person", "boat", "bird", "flowers", "mountain"));
  }

  /** Questions that fit photos of any kind. */
  static DemoQuestions general() {
    return new DemoQuestions(
        List.of("people", "a street with cars", "a landscape"),
        "an animal",
        0.8f,
        List.of("person", "animal", "building", "vehicle", "landscape", "food", "indoor room"));
  }
}
