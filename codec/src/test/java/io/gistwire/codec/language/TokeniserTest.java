package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokeniserTest {
  @Property
  @Label("any bytes come back from their tokens")
  void anyBytesComeBack(@ForAll @Size(max = 200) byte[] bytes) {
    Tokeniser tokeniser = TestModels.tiny().tokeniser();
    int[] tokens = tokeniser.encode(bytes);
    assertArrayEquals(bytes, tokeniser.decode(tokens, tokens.length));
  }

  @Test
  @DisplayName("the lowest token goes first, leftmost first, and no pair crosses a blank")
  void theLowestTokenGoesFirst() throws Exception {
    Tokeniser tokeniser =
        new Tokeniser(new int[][] {{'a', 'a'}, {'b', 'a'}, {256, 'a'}, {'c', ' '}});
    assertTokens(tokeniser, "aaa", 258);
    assertTokens(tokeniser, "aaaa", 256, 256);
    assertTokens(tokeniser, "baa", 'b', 256);
    assertTokens(tokeniser, "ba", 257);
    assertTokens(tokeniser, "c a", 'c', ' ', 'a');
    assertTokens(tokeniser, "", new int[0]);
    assertTokens(tokeniser, "  ", ' ', ' ');
    assertEquals(260, tokeniser.endOfText());
  }

  @Test
  @DisplayName("of two merges of the same pair the lower is used")
  void ofTwoMergesOfTheSamePairTheLowerIsUsed() throws Exception {
    Tokeniser tokeniser = new Tokeniser(new int[][] {{'x', 'y'}, {'x', 'y'}});
    assertTokens(tokeniser, "xy", 256);
  }

  private static void assertTokens(Tokeniser tokeniser, String text, int... expected) {
    assertArrayEquals(expected, tokeniser.encode(text.getBytes(StandardCharsets.UTF_8)));
  }
}
