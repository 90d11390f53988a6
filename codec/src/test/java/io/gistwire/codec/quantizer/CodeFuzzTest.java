package io.gistwire.codec.quantizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;
import java.util.Arrays;

/** Hostile codes: refused by the check, or decoded to what the plain reference states. */
class CodeFuzzTest {
  private static final byte[][] FILES = {
    Books.residual(2, 5, 7, 9), Books.product(5, 4, 16, 3, true), Books.shared(8, 3, 5, 3),
  };

  @FuzzTest(maxDuration = "1m")
  void codes_are_refused_or_decode(byte[] code) throws Exception {
    for (byte[] file : FILES) {
      Quantizer quantizer = Quantizer.load(file);
      try {
        quantizer.check(code, 0, code.length);
      } catch (GistFormatException expected) {
        continue;
      }
      int[] x = new int[quantizer.dimension()];
      quantizer.decode(code, 0, code.length, x);
      if (!Arrays.equals(new PlainQuantizer(file).decode(code, code.length), x)) {
        throw new AssertionError("the plain reference decodes something else");
      }
    }
  }
}
