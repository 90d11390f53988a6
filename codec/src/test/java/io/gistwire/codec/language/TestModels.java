package io.gistwire.codec.language;

import io.gistwire.codec.GistFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;

/** The tiny model that models/training/make_test_language_model.py makes. */
final class TestModels {
  private static final byte[] FILE = load("tiny_language_model.bin");
  private static final LanguageModel TINY = read(FILE);

  private TestModels() {}

  static byte[] tinyFile() {
    return FILE.clone();
  }

  static LanguageModel tiny() {
    return TINY;
  }

  static byte[] load(String name) {
    try (InputStream in = TestModels.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A condition of seeded numbers, some beyond 16 bits. */
  static CaptionCondition given(long seed, int stages) {
    Random random = new Random(seed);
    int[] vector = random.ints(TINY.dimension(), -40000, 40000).toArray();
    return CaptionCondition.of(vector, stages);
  }

  /**
   * Information of a text and its end, in bits: what language model mode takes before it is rounded
   * up to bytes, without the mode's own 0.14 bit.
   */
  static double informationBits(LanguageModel model, CaptionCondition given, byte[] utf8) {
    TokenStream stream = new TokenStream(model, given);
    TokenDistribution next = new TokenDistribution(model.expWeights(), model.vocabulary());
    int[] tokens = model.tokeniser().encode(utf8);
    double bits = 0;
    for (int i = 0; i <= tokens.length; i++) {
      int token = i < tokens.length ? tokens[i] : model.tokeniser().endOfText();
      next.set(stream.logits());
      bits -= Math.log((double) next.frequency(token) / next.total()) / Math.log(2);
      stream.advance(token);
    }
    return bits;
  }

  private static LanguageModel read(byte[] file) {
    try {
      return LanguageModel.read(file);
    } catch (GistFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
