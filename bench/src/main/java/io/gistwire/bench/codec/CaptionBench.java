package io.gistwire.bench.codec;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.language.CaptionCodec;
import io.gistwire.codec.language.CaptionCondition;
import io.gistwire.codec.language.LanguageModel;
import io.gistwire.codec.language.RankedCaption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** Time to code, read and write one caption with a pack's language model; goal 25 ms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class CaptionBench {
  private static final List<String> TEXTS =
      List.of(
          "A child in a pink dress is climbing up a set of stairs in an entry way.",
          "Two dogs are running through the grass.",
          "A black dog and a tri-colored dog playing with each other on the road.",
          "The man in the blue shirt is holding a camera.");

  /** The language model file. */
  @Param("models/packs/base-1/src/main/resources/io/gistwire/packs/base-1/language_model.bin")
  public String model;

  private CaptionCodec codec;
  private CaptionCondition[] given;
  private byte[][] layers;
  private int turn;

  /** Loads the model and codes the texts. */
  @Setup
  public void load() throws IOException, GistFormatException {
    LanguageModel read = LanguageModel.read(Files.readAllBytes(Path.of(model)));
    codec = CaptionCodec.of(read);
    given = new CaptionCondition[TEXTS.size()];
    layers = new byte[TEXTS.size()][];
    for (int i = 0; i < given.length; i++) {
      int[] vector = new Random(i).ints(read.dimension(), -1500, 1500).toArray();
      given[i] = CaptionCondition.of(vector, read.maxStages());
      layers[i] = codec.encode(TEXTS.get(i), given[i]);
    }
  }

  /** A caption to bytes, the implied one tried first. */
  @Benchmark
  public byte[] encode() {
    int i = turn++ % layers.length;
    return codec.encode(TEXTS.get(i), given[i]);
  }

  /** Bytes to a caption. */
  @Benchmark
  public String decode() throws GistFormatException {
    int i = turn++ % layers.length;
    return codec.decode(layers[i], given[i]);
  }

  /** The implied caption. */
  @Benchmark
  public String implied() {
    return codec.implied(given[turn++ % layers.length]);
  }

  /** The ranked list. */
  @Benchmark
  public List<RankedCaption> ranked() {
    return codec.ranked(given[turn++ % layers.length]);
  }
}
