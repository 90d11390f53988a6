package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCoderTest {
  private static final LanguageModel MODEL = TestModels.tiny();
  private static final CaptionCondition GIVEN = conditionWithFiveLetters();

  private final byte[] memory = new byte[20_000];
  private int size;

  private static CaptionCondition conditionWithFiveLetters() {
    return LongStream.range(0, 1000)
        .mapToObj(seed -> TestModels.given(seed, 16))
        .filter(given -> new CaptionWriter(MODEL).greedy(given).matches("[ -~]{5}.*"))
        .findFirst()
        .orElseThrow();
  }

  private TokenCoder encode(byte[] text, boolean fits) {
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    TokenCoder coder = new TokenCoder(MODEL, GIVEN);
    assertEquals(fits, coder.encode(encoder, text));
    size = encoder.finish();
    return coder;
  }

  private byte[] decode() throws CorruptGistException {
    return new TokenCoder(MODEL, GIVEN).decode(new RangeDecoder(memory, 0, size));
  }

  private static byte[] repeat(String piece, int times) {
    return piece.repeat(times).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("512 tokens are taken, 513 are not")
  void tokensAreTakenUpToTheLimit() throws Exception {
    byte[] most = repeat("\u0001", 512);
    assertEquals(512, MODEL.tokeniser().encode(most).length);
    encode(most, true);
    assertArrayEquals(most, decode());
    encode(repeat("\u0001", 513), false);
    assertEquals(0, size);
  }

  @Test
  @DisplayName("2,000 bytes are read, more are corrupt")
  void bytesAreReadUpToTheLimit() throws Exception {
    byte[] most = repeat(" the", 500);
    assertTrue(MODEL.tokeniser().encode(most).length <= 512, "tokens of four bytes");
    encode(most, true);
    assertArrayEquals(most, decode());
    encode(repeat(" the", 501), true);
    assertThrows(CorruptGistException.class, this::decode);
  }

  @Test
  @DisplayName("the implied text can be the implied one")
  void theImpliedTextCanBeImplied() {
    String implied = new CaptionWriter(MODEL).greedy(GIVEN);
    assertTrue(encode(implied.getBytes(StandardCharsets.UTF_8), true).canBeImplied());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @DisplayName("a text that lacks an ASCII byte of the implied one cannot be it")
  void aTextThatLacksAnAsciiByteCannotBeImplied(int kept) {
    byte[] implied = new CaptionWriter(MODEL).greedy(GIVEN).getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(implied, kept);
    assertFalse(encode(cut, true).canBeImplied());
    byte[] changed = Arrays.copyOf(implied, kept + 1);
    changed[kept] = '#';
    assertFalse(encode(changed, true).canBeImplied());
  }
}
