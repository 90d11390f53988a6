package io.gistwire.models.manifest;

import java.util.List;

/** One step from an upright RGB picture to the image encoder's tensor; PACK.md defines each. */
public sealed interface PhotoOperation {

  /** Pillow's antialiased filters. */
  enum Filter {
    /** Keys' kernel with a = -0.5. */
    BICUBIC,
    /** Triangle. */
    BILINEAR
  }

  /** Cuts the largest centred square. */
  record CropSquare() implements PhotoOperation {}

  /** Cuts a centred rectangle; sizes in pixels. */
  record CropCentre(int width, int height) implements PhotoOperation {}

  /** Resizes to exactly this size in pixels. */
  record Resize(int width, int height, Filter filter) implements PhotoOperation {}

  /** Resizes so that the shorter side has {@code size} pixels. */
  record ResizeShortest(int size, Filter filter) implements PhotoOperation {}

  /**
   * Pixel times scale, minus mean, divided by standard deviation, a channel each.
   *
   * @param mean three values
   * @param deviation three values, none 0
   */
  record Normalise(double scale, List<Double> mean, List<Double> deviation)
      implements PhotoOperation {
    /** Takes copies. */
    public Normalise {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }
  }

  /** Lays the values out as float32 [1, 3, height, width], red first. */
  record ToTensor() implements PhotoOperation {}
}
