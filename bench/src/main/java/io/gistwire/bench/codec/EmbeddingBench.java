package io.gistwire.bench.codec;

import io.gistwire.codec.quantizer.BeamOptions;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ResidualQuantizer;
import io.gistwire.codec.quantizer.ScoreTable;
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

/** Encoding, decoding and preparing a query, one vector at a time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EmbeddingBench {
  private ResidualQuantizer quantizer;
  private float[][] vectors;
  private byte[] codes;
  private final int[] x = new int[CodecData.DIMENSION];
  private int turn;

  /** Loads the data. */
  @Setup
  public void load() {
    quantizer = (ResidualQuantizer) CodecData.quantizer();
    quantizer.prepare();
    vectors = CodecData.vectors();
    codes = CodecData.codes();
  }

  /** Width of the beam. */
  @State(Scope.Thread)
  public static class Beam {
    /** Candidates kept. */
    @Param({"1", "5", "8", "16"})
    public int beam;

    private BeamOptions options;

    /** Makes the options. */
    @Setup
    public void options() {
      options = BeamOptions.lastOnly(beam);
    }
  }

  /** One code, plain beam search. */
  @Benchmark
  public byte[] encode(Beam beam) {
    return quantizer.encode(vectors[turn++ % vectors.length], beam.options);
  }

  /** One code, with the default options. */
  @Benchmark
  public byte[] encodeDefault() {
    return quantizer.encode(vectors[turn++ % vectors.length]);
  }

  /** One vector of a code. */
  @Benchmark
  public int[] decode() {
    quantizer.decode(codes, nextCode(), CodecData.CODE_BYTES, x);
    return x;
  }

  /** One inverse norm. */
  @Benchmark
  public float inverseNorm() {
    return quantizer.inverseNorm(codes, nextCode(), CodecData.CODE_BYTES);
  }

  /** One query's table. */
  @Benchmark
  public ScoreTable scoreTable() {
    return quantizer.scoreTable(vectors[turn++ % vectors.length]);
  }

  /** Codebooks from a file. */
  @Benchmark
  public Quantizer loadCodebooks() {
    return CodecData.quantizer();
  }

  private int nextCode() {
    turn++;
    return (int) ((turn * 7919L) % (codes.length / CodecData.CODE_BYTES)) * CodecData.CODE_BYTES;
  }
}
