package io.gistwire.bench.pack;

/**
 * How much is measured.
 *
 * @param split Flickr8k's split: {@code test} or {@code val}
 * @param zeroShot whether classification is measured, too (thousands of photos)
 * @param photosPerSet at most so many photos of each labelled set, evenly chosen; 0: all
 * @param threads photos that are encoded at the same time
 */
public record EvaluationOptions(String split, boolean zeroShot, int photosPerSet, int threads) {
  /** Checks the ranges. */
  public EvaluationOptions {
    if (!split.equals("test") && !split.equals("val")) {
      throw new IllegalArgumentException("split is \"" + split + "\"; test and val are allowed");
    }
    if (photosPerSet < 0 || threads < 1 || threads > 256) {
      throw new IllegalArgumentException(
          photosPerSet
              + " photos a set on "
              + threads
              + " threads; 0 or more photos and 1 to 256"
              + " threads are allowed");
    }
  }

  /** Everything, on the test split, on all processors. */
  public static EvaluationOptions defaults() {
    return new EvaluationOptions(
        "test", true, 0, Math.min(256, Runtime.getRuntime().availableProcessors()));
  }
}
