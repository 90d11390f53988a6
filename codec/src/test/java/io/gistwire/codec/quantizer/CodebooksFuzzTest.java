package io.gistwire.codec.quantizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;

/** Hostile codebook files: refused, or quantisers that work. */
class CodebooksFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void codebook_files_load_or_are_refused(byte[] file) {
    try {
      Quantizer quantizer = Quantizer.load(file);
      float[] vector = new float[quantizer.dimension()];
      vector[0] = 0.5f;
      byte[] code = quantizer.encode(vector);
      quantizer.check(code, 0, code.length);
      float norm = quantizer.inverseNorm(code, 0, code.length);
      float score = quantizer.scoreTable(vector).score(code, 0, code.length, norm);
      if (Float.isNaN(score)) {
        throw new AssertionError("score is not a number");
      }
    } catch (GistFormatException expected) {
      return;
    }
  }
}
