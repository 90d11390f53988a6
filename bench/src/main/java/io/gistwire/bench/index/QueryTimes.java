package io.gistwire.bench.index;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times of single queries on this thread: on the wall, and of the processor, which other programs
 * on the machine do not lengthen.
 */
final class QueryTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final double[] wallMillis;
  private final double[] processorMillis;
  private int count;
  private long wallBegin;
  private long processorBegin;

  QueryTimes(int capacity) {
    this.wallMillis = new double[capacity];
    this.processorMillis = new double[capacity];
  }

  void begin() {
    processorBegin = THREADS.getCurrentThreadCpuTime();
    wallBegin = System.nanoTime();
  }

  void end() {
    wallMillis[count] = (System.nanoTime() - wallBegin) / 1e6;
    processorMillis[count] = (THREADS.getCurrentThreadCpuTime() - processorBegin) / 1e6;
    count++;
  }

  double wallMillis(double share) {
    return percentile(wallMillis, share);
  }

  double processorMillis(double share) {
    return percentile(processorMillis, share);
  }

  private double percentile(double[] millis, double share) {
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, Math.floor(share * count))];
  }

  /** Prints a line on a graph's search with so many candidates. */
  void print(int candidates, double recall) {
    System.out.printf(
        Locale.ROOT,
        "%d candidates: recall %.4f p50 %.3f ms p99 %.3f ms (processor), %.0f/s%n",
        candidates,
        recall,
        processorMillis(0.5),
        processorMillis(0.99),
        perProcessorSecond());
  }

  /** Queries for each second of the processor's time. */
  double perProcessorSecond() {
    return 1000 * count / Arrays.stream(processorMillis, 0, count).sum();
  }
}
