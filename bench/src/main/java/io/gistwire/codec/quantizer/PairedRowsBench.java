package io.gistwire.codec.quantizer;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One vector's dot products with many codewords: in pairs across codewords, and a row a codeword,
 * which is the plain way. Whether a JVM makes vector instructions of it shows as a factor of five.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PairedRowsBench {
  private static final int WIDTH = 256;

  /** One stage's codewords, and all that a residual quantiser of 16 stages has. */
  @Param({"256", "4096"})
  public int codewords;

  private PairedRows rows;
  private short[] words;
  private int[] vector;
  private int[] sums;

  /** Draws codewords and a vector. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    words = new short[codewords * WIDTH];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) (random.nextGaussian() * 1000);
    }
    vector = random.ints(WIDTH, -3000, 3000).toArray();
    sums = new int[codewords];
    rows = new PairedRows(words, 0, codewords, WIDTH);
  }

  /** The kernel that encoding and score tables use. */
  @Benchmark
  public int[] pairs() {
    rows.dot(vector, 0, WIDTH, 0, codewords, sums);
    return sums;
  }

  /** A codeword at a time. */
  @Benchmark
  public int[] plain() {
    for (int k = 0; k < codewords; k++) {
      int sum = 0;
      for (int j = 0; j < WIDTH; j++) {
        sum += vector[j] * words[k * WIDTH + j];
      }
      sums[k] = sum;
    }
    return sums;
  }
}
