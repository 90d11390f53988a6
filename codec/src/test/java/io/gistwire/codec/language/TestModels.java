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

  private static LanguageModel read(byte[] file) {
    try {
      return LanguageModel.read(file);
    } catch (GistFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
