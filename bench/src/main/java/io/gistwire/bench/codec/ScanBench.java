package io.gistwire.bench.codec;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.codec.quantizer.TopScores;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** All codes (a million) against one query: the query's table, the scan, the ten best. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScanBench {
  private static final int BEST = 10;

  private Quantizer quantizer;
  private float[][] queries;
  private byte[] codes;
  private float[] norms;
  private float[] scores;
  private int turn;

  /** Loads the data. */
  @Setup
  public void load() {
    quantizer = CodecData.quantizer();
    queries = CodecData.vectors();
    codes = CodecData.codes();
    norms = CodecData.inverseNorms(quantizer, codes);
    scores = new float[norms.length];
  }

  /** The scan that keeps the best. */
  @Benchmark
  public TopScores scan() {
    ScoreTable table = quantizer.scoreTable(queries[turn++ % queries.length]);
    TopScores best = new TopScores(BEST);
    table.scan(codes, 0, CodecData.CODE_BYTES, norms.length, norms, 0, 1, best);
    return best;
  }

  /** Every score, no selection. */
  @Benchmark
  public float[] scores() {
    ScoreTable table = quantizer.scoreTable(queries[turn++ % queries.length]);
    table.score(codes, 0, CodecData.CODE_BYTES, norms.length, norms, 0, scores, 0);
    return scores;
  }
}
