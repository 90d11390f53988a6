package io.gistwire.codec.tokens;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;
import java.util.Arrays;

/** Hostile token files: refused, or tables that work. */
class TokenFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void token_files_load_or_are_refused(byte[] file) {
    try {
      TokenCodec codec = TokenCodec.load(file);
      int[] zeros = new int[codec.totalTokens()];
      byte[] layer = codec.encode(zeros, 0, Integer.MAX_VALUE);
      if (!Arrays.equals(zeros, codec.decode(layer, 0))) {
        throw new AssertionError("other tokens returned");
      }
    } catch (GistFormatException expected) {
      return;
    }
  }
}
