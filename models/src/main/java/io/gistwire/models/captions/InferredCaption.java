package io.gistwire.models.captions;

import java.util.List;

/**
 * A caption that was inferred from a code.
 *
 * @param text never empty
 * @param confidence how likely everything that the text names is in the photo, 0 to 1
 * @param objects every object that the pack knows, with its probability, in the pack's order
 */
public record InferredCaption(String text, float confidence, List<ObjectScore> objects) {
  /** Takes a copy. */
  public InferredCaption {
    objects = List.copyOf(objects);
  }
}
