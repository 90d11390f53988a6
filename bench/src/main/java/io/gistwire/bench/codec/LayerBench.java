package io.gistwire.bench.codec;

import io.gistwire.codec.entropy.CumulativeTable;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.layout.LayoutCodec;
import io.gistwire.codec.layout.LayoutGrid;
import io.gistwire.codec.sketch.Sketch;
import io.gistwire.codec.sketch.SketchCodec;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The range coder and the layers that are coded with it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerBench {
  private static final int SYMBOLS = 10_000;

  private final byte[] memory = new byte[4 * SYMBOLS];
  private final int[] symbols = new int[SYMBOLS];
  private CumulativeTable table;
  private int size;
  private LayoutGrid grid;
  private byte[] layout;
  private Sketch sketch;
  private byte[] sketched;

  /** Makes symbols, a grid and a sketch from a seed. */
  @Setup
  public void make() {
    Random random = new Random(4);
    int[] frequencies = new int[256];
    for (int i = 0; i < 256; i++) {
      frequencies[i] = 1 + random.nextInt(60_000);
    }
    table = new CumulativeTable(frequencies);
    for (int i = 0; i < SYMBOLS; i++) {
      symbols[i] = table.symbolAt(random.nextInt(table.total()));
    }
    size = encodeSymbols();
    int[] rgb = new int[256];
    BitSet pixels = new BitSet();
    for (int i = 0; i < 256; i++) {
      rgb[i] = (i & 15) * 16 << 16 | (i >> 4) * 16 << 8 | random.nextInt(64);
      pixels.set(64 * (i >> 2) + (i * i >> 10));
    }
    grid = LayoutGrid.of(rgb);
    layout = LayoutCodec.encode(grid, 32);
    sketch = Sketch.of(64, 64, pixels);
    sketched = SketchCodec.encode(sketch);
  }

  /** One symbol of 256, written. */
  @Benchmark
  @OperationsPerInvocation(SYMBOLS)
  public int encodeSymbols() {
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (int symbol : symbols) {
      encoder.encode(table, symbol);
    }
    return encoder.finish();
  }

  /** One symbol of 256, read. */
  @Benchmark
  @OperationsPerInvocation(SYMBOLS)
  public int decodeSymbols() {
    RangeDecoder decoder = new RangeDecoder(memory, 0, size);
    int sum = 0;
    for (int i = 0; i < SYMBOLS; i++) {
      sum += decoder.decode(table);
    }
    return sum;
  }

  /** A layout of 32 bytes. */
  @Benchmark
  public byte[] encodeLayout() {
    return LayoutCodec.encode(grid, 32);
  }

  /** The grid of a layout of 32 bytes. */
  @Benchmark
  public LayoutGrid decodeLayout() {
    return LayoutCodec.decode(layout);
  }

  /** A sketch of 64 x 64. */
  @Benchmark
  public byte[] encodeSketch() {
    return SketchCodec.encode(sketch);
  }

  /** The pixels of a sketch of 64 x 64. */
  @Benchmark
  public Sketch decodeSketch() {
    return SketchCodec.decode(sketched);
  }
}
