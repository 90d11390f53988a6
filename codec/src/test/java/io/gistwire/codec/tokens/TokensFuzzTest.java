package io.gistwire.codec.tokens;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Hostile structure layers: some first tokens, and fewer of the same from fewer bytes. */
class TokensFuzzTest {
  private static final int[][] SHAPES = {
    {1, 1, 9, 1, 1, 1}, {2, 3, 16, 3, 2, 2}, {4, 4, 5, 4, 1, 3}
  };

  @FuzzTest(maxDuration = "1m")
  void any_layer_states_tokens_that_a_prefix_does_not_contradict(byte[] layer) throws Exception {
    TokenCodec codec = TokenCodec.load(TokenCodecTest.file(1, 2, SHAPES));
    int[] all = codec.decode(layer, 7);
    int[] fewer = codec.decode(Arrays.copyOf(layer, layer.length / 2), 7);
    if (fewer.length > all.length || !Arrays.equals(fewer, Arrays.copyOf(all, fewer.length))) {
      throw new AssertionError("the prefix states something else");
    }
  }
}
