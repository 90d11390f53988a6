package io.gistwire.bench.pack;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.PackPhotoEncoder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long one photo takes from file to gist with its caption: one thread, one photo at a time,
 * after warm-up.
 */
public final class EncodeTiming {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double GOAL_MILLIS = 60;
  private static final int WARM_UP = 20;

  private EncodeTiming() {}

  /**
   * Measures.
   *
   * @param photo a photo of the size that is to be timed; the goal is for a 640x480 JPEG
   * @param rounds photos that are timed, 1 or more
   * @return medians: {@code device_encode_millis} on the wall clock, and {@code
   *     device_encode_cpu_millis}, what the thread itself computed, which a busy machine changes
   *     less
   */
  public static List<PackFigure> measure(PackPhotoEncoder encoder, byte[] photo, int rounds)
      throws UnreadablePhotoException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] wall = new double[rounds];
    double[] processor = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      long startNanos = System.nanoTime();
      long startCpuNanos = threads.getCurrentThreadCpuTime();
      encoder.encode(photo, EncodeOptions.defaults());
      if (round >= 0) {
        processor[round] = (threads.getCurrentThreadCpuTime() - startCpuNanos) / NANOS_PER_MILLI;
        wall[round] = (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
      }
    }
    String note = rounds + " photos of " + photo.length + " bytes, one thread";
    return List.of(
        new PackFigure(
            "device_encode_millis", median(wall), "millis", OptionalDouble.of(GOAL_MILLIS), note),
        new PackFigure(
            "device_encode_cpu_millis", median(processor), "millis", OptionalDouble.empty(), note));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
